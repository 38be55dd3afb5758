"""How questions are said to people."""

from ubudehe.language.messages import N_

WORDS: dict[str, dict[str, str]] = {
    "asked_kind": {
        "books": N_("The books and the money"),
        "project": N_("A project"),
        "list": N_("The list of categories"),
        "meeting": N_("A meeting"),
        "other": N_("Something else"),
    },
    "asked_state": {
        "asked": N_("Waits for an answer"),
        "answered": N_("Answered"),
        "declined": N_("Declined"),
        "public": N_("Everybody reads the answer"),
        "private": N_("Only the writer reads the answer"),
    },
    "asked_step": {
        "answer": N_("Answer the question"),
        "correct": N_("Put the answer right"),
        "decline": N_("Decline the question"),
        "resume": N_("Take the question up again"),
        "publish": N_("Publish the answer"),
    },
    "asked_reason": {
        "personal": N_("It asks for what is personal to somebody"),
        "elsewhere": N_("It is not the village's matter"),
        "abuse": N_("It insults or threatens"),
    },
    "hidden_for": {
        "personal": N_("It holds something personal"),
        "asked": N_("Somebody it is about asks for it"),
        "mistake": N_("It was published by mistake"),
    },
    "asked_said": {
        "answer": N_("The village answers"),
        "correct": N_("The answer, put right"),
        "decline": N_("Declined"),
        "resume": N_("It is looked at again"),
        "publish": N_("Published"),
        "hide": N_("Not public any more"),
    },
}
