"""How findings are said to people."""

from ubudehe.language.messages import N_

WORDS: dict[str, dict[str, str]] = {
    "finding_state": {
        "open": N_("Waits for the village's answer"),
        "remedy": N_("To be put right"),
        "answered": N_("Answered: an officer decides"),
        "closed": N_("Closed"),
        "withdrawn": N_("Taken back"),
    },
    "finding_outcome": {
        "explained": N_("Explained: nothing is wrong"),
        "put_right": N_("It was put right"),
        "not_put_right": N_("It was not put right"),
    },
    "finding_step": {
        "raise": N_("Raised"),
        "answer": N_("The village answers"),
        "remedy": N_("To be put right"),
        "close": N_("Closed"),
        "escalate": N_("Handed to the next level"),
        "withdraw": N_("Taken back"),
        "reopen": N_("Opened again"),
    },
}
