"""How codes of this room are said to people."""

from ubudehe.language.messages import N_

WORDS: dict[str, dict[str, str]] = {
    "level": {
        "country": N_("Country"),
        "province": N_("Province"),
        "district": N_("District"),
        "sector": N_("Sector"),
        "cell": N_("Cell"),
        "village": N_("Village"),
    },
}
