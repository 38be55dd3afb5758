"""How people are told which numbers of a vote do not fit together, and by how much."""

from collections.abc import Iterable

from ubudehe.language.messages import N_
from ubudehe.language.sentences import Sentence, number
from ubudehe.projects.rules.turnout import Misfit, Mismatch

DIFFER = {
    Misfit.NOT_AS_ON_ROLL: N_(
        "%(these)s voters were counted at the door, but %(those)s are signed in on the roll."
    ),
    Misfit.MORE_THAN_VOTERS: N_("%(these)s people signed in, but only %(those)s may vote."),
    Misfit.MORE_THAN_PRESENT: N_(
        "%(these)s people signed in, but %(those)s were counted at the meeting."
    ),
    Misfit.MORE_WOMEN: N_(
        "%(these)s women came to vote, but %(those)s were counted at the meeting."
    ),
    Misfit.MORE_MEN: N_("%(these)s men came to vote, but %(those)s were counted at the meeting."),
    Misfit.NOT_HANDED_TO_ALL: N_(
        "%(these)s cards, papers or bags of beans were handed out, but %(those)s people signed in."
    ),
    Misfit.HANDED_TO_OTHERS: N_(
        "%(these)s cards, papers or bags of beans were handed out, but only %(those)s people "
        "signed in."
    ),
    Misfit.MORE_THAN_CARDS: N_("%(these)s cards were handed out, but only %(those)s were printed."),
    Misfit.CARDS_ASTRAY: N_(
        "%(these)s cards were handed out or are left over, but %(those)s were printed and are not "
        "void."
    ),
    Misfit.CARDS_TOO_MANY: N_(
        "%(these)s cards were handed out or are left over, but only %(those)s were printed and are "
        "not void."
    ),
    Misfit.MISSING: N_(
        "%(these)s cards and papers came back of the %(those)s that were handed out."
    ),
    Misfit.TOO_MANY: N_("%(these)s ballots came back, but only %(those)s were handed out."),
    Misfit.MORE_BEANS: N_("%(these)s beans lie in the jars, but only %(those)s were handed out."),
}
"""With both numbers."""

DIFFER_HIDDEN = {
    Misfit.NOT_AS_ON_ROLL: N_("Not as many came as are signed in on the roll."),
    Misfit.MORE_THAN_VOTERS: N_("More people signed in than may vote."),
    Misfit.MORE_THAN_PRESENT: N_("More people signed in than were counted at the meeting."),
    Misfit.MORE_WOMEN: N_("More women came to vote than were counted at the meeting."),
    Misfit.MORE_MEN: N_("More men came to vote than were counted at the meeting."),
    Misfit.NOT_HANDED_TO_ALL: N_("Not everybody who signed in got a card or paper."),
    Misfit.HANDED_TO_OTHERS: N_("More cards and papers were handed out than people signed in."),
    Misfit.MORE_THAN_CARDS: N_("More cards were handed out than were printed."),
    Misfit.CARDS_ASTRAY: N_("Some cards were neither handed out nor left over."),
    Misfit.CARDS_TOO_MANY: N_("More cards were handed out or left over than are good."),
    Misfit.MISSING: N_("Some cards or papers did not come back."),
    Misfit.TOO_MANY: N_("More ballots came back than were handed out."),
    Misfit.MORE_BEANS: N_("More beans lie in the jars than were handed out."),
}
"""Where the numbers are not shown."""


def told(misfit: Misfit, these: int | None, those: int | None) -> Sentence:
    """Return two numbers that do not fit together as a sentence, without those that are None."""
    if these is None or those is None:
        return Sentence(DIFFER_HIDDEN[misfit])
    return Sentence(DIFFER[misfit], {"these": number(these), "those": number(those)})


def all_told(differing: Iterable[Mismatch]) -> tuple[Sentence, ...]:
    """Return all numbers that do not fit together; for people of the village."""
    return tuple(told(one.misfit, one.these, one.those) for one in differing)
