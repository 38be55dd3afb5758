"""How codes of this room are said to people."""

from ubudehe.language.messages import N_

WORDS: dict[str, dict[str, str]] = {
    "attested": {
        "pin": N_("two people say so, each with their own PIN"),
        "": N_("one person wrote it down"),
    },
    "purpose": {
        "categories": N_("Household categories"),
        "projects": N_("Choice of projects"),
        "accounts": N_("Reading of the accounts"),
        "general": N_("General matters"),
    },
    "announced": {
        "coming": N_("To come"),
        "today": N_("Today"),
        "passed": N_("Not opened"),
        "called_off": N_("Called off"),
        "opened": N_("Opened"),
        "held": N_("Held"),
    },
    "way_told": {
        "board": N_("Notice board"),
        "homes": N_("From house to house"),
        "loudspeaker": N_("Loudspeaker"),
        "community_work": N_("After community work"),
        "phone": N_("Telephone"),
    },
    "outcome": {
        "accepted": N_("Accepted"),
        "refused": N_("Not accepted"),
        "tied": N_("Tied: not accepted"),
    },
}
