"""How it is said why a form or an answer is not taken."""

from ubudehe.households.own.rules.questionnaires import OwnKind, Wrong
from ubudehe.language.messages import N_

FAULTS: dict[str, str] = {
    "no_sheet": N_("There is no sheet called «survey». Is this file an XLSForm?"),
    "empty": N_("The sheet «survey» asks nothing."),
    "many": N_("Sheet «%(sheet)s», row %(row)s: there are more than %(what)s rows. Ask less."),
    "long": N_("Sheet «%(sheet)s», row %(row)s: «%(what)s» is too long. Write it shorter."),
    "expression": N_(
        "Sheet «%(sheet)s», row %(row)s: this condition is not understood here: «%(what)s»."
    ),
    "name": N_(
        "Sheet «%(sheet)s», row %(row)s: «%(what)s» is no name. A name is made of letters without "
        "accents, digits and _, and has at most 40 of them."
    ),
    "twice": N_("Sheet «%(sheet)s», row %(row)s: the name «%(what)s» stands there twice."),
    "column": N_(
        "Sheet «%(sheet)s», row %(row)s: the column «%(what)s» changes what is asked in a way that "
        "is not understood here."
    ),
    "nested": N_("Sheet «%(sheet)s», row %(row)s: a group stands inside another one («%(what)s»)."),
    "not_opened": N_("Sheet «%(sheet)s», row %(row)s: a group ends that did not begin."),
    "not_closed": N_("Sheet «%(sheet)s», row %(row)s: the group «%(what)s» does not end."),
    "type": N_("Sheet «%(sheet)s», row %(row)s: questions of the type «%(what)s» are not known."),
    "label": N_("Sheet «%(sheet)s», row %(row)s: the question «%(what)s» has no words."),
    "list": N_("Sheet «%(sheet)s», row %(row)s: there is no list of choices «%(what)s»."),
    "later": N_(
        "Sheet «%(sheet)s», row %(row)s: a condition needs «%(what)s», which is not asked before."
    ),
}
"""By `xlsform.Fault.why`: one sentence that names the place."""

WRONG: dict[Wrong, str] = {
    Wrong.MISSING: N_("Fill this in."),
    Wrong.NO_NUMBER: N_("Write a number, such as 12 or 3.5."),
    Wrong.NO_WHOLE: N_("Write a whole number, such as 12."),
    Wrong.NO_DAY: N_("Write a day that there is: day, month and year."),
    Wrong.NO_CHOICE: N_("Choose one of the answers shown."),
    Wrong.LONG: N_("This is too long: at most %(max_length)s characters."),
    Wrong.CONSTRAINT: N_("This answer is not taken. Look at the question again."),
}
"""Why an answer is not taken; what the form's author wrote for it comes first."""

WORDS: dict[str, dict[str, str]] = {
    "question_kind": {
        OwnKind.TEXT: N_("Words"),
        OwnKind.INTEGER: N_("A whole number"),
        OwnKind.DECIMAL: N_("A number"),
        OwnKind.DATE: N_("A day"),
        OwnKind.ONE: N_("One of these"),
        OwnKind.SEVERAL: N_("Any of these"),
        OwnKind.NOTE: N_("Only to be read"),
    },
}
UNLESS = N_("This answer is not taken: %(said)s")
