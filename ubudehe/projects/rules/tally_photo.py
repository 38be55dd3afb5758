"""Whether the photo of a signed tally may be shown to everybody.

A tally holds totals and nobody's choice, but all of them: votes for each project, piles of valid,
blank and spoiled papers, hands of women and men apart. It is shown where each of these may be.
"""

from collections.abc import Mapping, Sequence

from ubudehe.projects.rules.election import Election, Kind
from ubudehe.projects.rules.shown_votes import Level, ShownVote
from ubudehe.record.rules.suppression import is_few


def may_be_shown(
    election: Election, seen: ShownVote, hands: Mapping[str, Sequence[int]], there: Sequence[int]
) -> bool:
    """Tell whether everything on a tally is published anyway, or could be.

    `hands` are those that were raised, by women and men, and `there` the women and men at the
    meeting; both are empty where no hands were counted.
    """
    if seen.level is Level.OUTCOME or None in seen.scores:
        return False
    # Beside points, how many gave them is more than is published of them.
    if election.kind in (Kind.POINTS, Kind.RANKING) and seen.level is not Level.ALL:
        return False
    if election.kind is Kind.YES_NO and seen.level is not Level.ALL:
        return False
    if hands:
        return not any(
            is_few(number) or is_few(people - number)
            for raised in hands.values()
            for number, people in zip(raised, there, strict=True)
        )
    turnout = seen.turnout
    return None not in (turnout.counted, turnout.blank, turnout.spoiled)
