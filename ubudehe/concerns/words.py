"""How concerns are said to people."""

from ubudehe.language.messages import N_

WORDS: dict[str, dict[str, str]] = {
    "concern_kind": {
        "money": N_("Money, purchases, receipts"),
        "work": N_("Work days and wages"),
        "vote": N_("A vote or a meeting"),
        "category": N_("Categories of households"),
        "leader": N_("How somebody in charge behaves"),
        "other": N_("Something else"),
    },
    "concern_state": {
        "new": N_("Waits for an officer"),
        "taken": N_("An officer deals with it"),
        "answered": N_("Answered"),
        "closed": N_("Closed"),
    },
    "concern_outcome": {
        "settled": N_("It is settled"),
        "no_ground": N_("Nothing wrong was found"),
        "elsewhere": N_("Another office must decide it"),
    },
    "concern_said": {
        "writer": N_("The writer"),
        "answer": N_("The officer answers"),
        "pass": N_("Passed on to the higher level"),
        "close": N_("Closed"),
    },
}
