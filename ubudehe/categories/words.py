"""How codes of this room are said to people."""

from ubudehe.language.messages import N_

WORDS: dict[str, dict[str, str]] = {
    "appeal": {
        "open": N_("Waiting"),
        "upheld": N_("Upheld"),
        "rejected": N_("Rejected"),
        "withdrawn": N_("Taken back"),
        "erased": N_("Erased"),
    },
    "request": {
        "access": N_("To see its data"),
        "correction": N_("To have an entry corrected"),
        "objection": N_("Objects to its data being used"),
        "erasure": N_("To have its data erased"),
    },
    "request_state": {
        "open": N_("Waiting"),
        "granted": N_("Granted"),
        "refused": N_("Refused"),
    },
    "step_outcome": {
        "upheld": N_("Upheld"),
        "rejected": N_("Rejected"),
        "returned": N_("Returned to the assembly"),
        "silent": N_("No answer by the deadline"),
    },
    "step": {
        "prepare": N_("The round is prepared"),
        "agree": N_("The criteria are agreed"),
        "map": N_("The village is mapped"),
        "categorise": N_("Households are decided, and the list is posted"),
        "appeal": N_("Appeals are open"),
        "finish": N_("The list is final"),
    },
    "change": {
        "appeal": N_("By an appeal"),
        "late": N_("Came late to the list"),
        "event": N_("Looked at again after an event"),
    },
    "flag": {
        "n < 3": N_("few groups judged it"),
        "piles differ by 2 or more": N_("groups are far apart"),
        "no strict majority pile": N_("no majority"),
    },
    "ranking_group": {
        "women": N_("Women"),
        "men": N_("Men"),
        "young": N_("Young people"),
        "elders": N_("Elders"),
        "leaders": N_("Leaders"),
        "other": N_("Other"),
    },
    "ranking_method": {
        "piles": N_("Sorts into piles"),
        "order": N_("Makes one order of all"),
        "pairs": N_("Compares two at a time"),
    },
    "third": {
        "best": N_("among the best off"),
        "middle": N_("in the middle"),
        "poorest": N_("among the poorest"),
    },
    "agreement": {
        "good": N_("The groups agree well."),
        "tentative": N_("The groups agree in part: talk about the households marked below."),
        "poor": N_("The groups do not agree: let them talk, and sort again."),
    },
}
