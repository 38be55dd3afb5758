"""How flags are said to people: «look here», and never that somebody did wrong."""

from ubudehe.audit.findings.words import WORDS as FINDINGS
from ubudehe.audit.plans.words import WORDS as PLANS
from ubudehe.language.messages import N_

SENTENCES: dict[str, str] = {
    "F01": N_("It was posted more than %(limit)s days ago, and nothing proves it yet."),
    "F02": N_("One payee was paid the same amount twice within %(limit)s days."),
    "F03": N_("The same photo stands behind several entries."),
    "F04": N_("Payments to one payee for one purpose, each below %(limit)s, reach it together."),
    "F05": N_("The amount lies a little below %(limit)s, from which on several sellers are asked."),
    "F05s": N_(
        "More than %(limit)s percent of the year's payments lie a little below the amount from "
        "which on several sellers are asked."
    ),
    "F06": N_("More is spent, or about to be, than the %(limit)s that were planned."),
    "F07": N_("Money was spent on a project that no meeting chose."),
    "F08": N_("It was written down more than %(limit)s days after its day, or before it."),
    "F09": N_("A large round amount in one line."),
    "F09s": N_("More than %(limit)s percent of the month's payments are round amounts."),
    "F10": N_("The same person may have decided this twice, or been paid by it."),
    "F11": N_(
        "The same two people decided more than %(limit)s percent of the year's entries, though "
        "others could."
    ),
    "F12": N_("At the end of the day more cash than %(limit)s lay in the village, or less than 0."),
    "F12p": N_("More than %(limit)s was paid in cash at once."),
    "F13": N_("The advance is not accounted for after %(limit)s days."),
    "F14": N_("Cash that came was neither banked nor spent within %(limit)s days."),
    "F15": N_("Money was not counted at the end of the month, or not as the books say."),
    "F16": N_("Much money lies there, and nothing has happened for more than %(limit)s days."),
    "F17": N_("More than %(limit)s percent of the year's payments went to one payee."),
    "F18": N_("Fewer than %(limit)s sellers were asked before this purchase."),
    "F19": N_("The price lies far above what the district pays."),
    "F20": N_("More than %(limit)s percent of the year's entries were taken back."),
    "F21": N_("The work is shown at another rate than the %(limit)s that the village decided."),
    "F22": N_(
        "More than %(limit)s percent of the year's entries were agreed to on the phone of who "
        "wrote them down. That is allowed; ask who agreed whether it was they."
    ),
    "F24": N_("An officer asked about the month; after %(limit)s days it is still open."),
    "F25": N_("Behind this large payment stands only a statement by people."),
}

WORDS: dict[str, dict[str, str]] = {
    "difference": {
        "same": N_("Both say the same"),
        "day": N_("The days differ"),
        "amount": N_("The amounts differ"),
        "currency": N_("The currencies differ"),
        "not_booked": N_("Sent, and not booked"),
        "not_told": N_("Booked, and not in the file"),
    },
    "flag_state": {
        "open": N_("Not answered yet"),
        "answered": N_("Answered"),
        "explained": N_("Explained"),
        "confirmed": N_("Confirmed"),
    },
    "flag_weight": {
        "look": N_("Look here"),
        "high": N_("Look here first"),
    },
    "flag_word": {
        "answer": N_("The village answers"),
        "explained": N_("The officer finds it explained"),
        "confirmed": N_("The officer confirms it"),
    },
    "month_mark": {
        "none": N_("nothing yet"),
        "open": N_("to be closed"),
        "closed": N_("closed"),
        "signed": N_("signed"),
        "read": N_("read out"),
        "reviewed": N_("reviewed"),
        "asked": N_("the officer asks"),
        "late": N_("late"),
    },
    "village_need": {
        "": N_("All"),
        "late": N_("Late months"),
        "flags": N_("Flags of weight"),
        "findings": N_("Late findings"),
        "questions": N_("Unanswered questions"),
        "appeals": N_("Appeals"),
        "review": N_("Months to review"),
        "none": N_("No books"),
    },
    **FINDINGS,
    **PLANS,
}
