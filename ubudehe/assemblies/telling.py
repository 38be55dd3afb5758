"""What of the minutes everybody may read, and how hands are told in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ubudehe.language.messages import N_
from ubudehe.language.sentences import Sentence, number
from ubudehe.people.minutes import Counts, Said, Told
from ubudehe.record.rules.suppression import shown_parts

HIDDEN = Sentence(N_("The hands are not shown: some counts are below five."))


@dataclass(frozen=True)
class Present:
    """What is published of those present: `people` is None where their number is not."""

    people: int | None


def hands_said(hands: Mapping[str, int] | None, *, published: bool = True) -> tuple[Said, ...]:
    """Return a show of hands as a sentence; none where it was erased."""
    if hands is None:
        return ()
    yes, no, neither = (hands[name] for name in ("votes_for", "votes_against", "abstained"))
    sentence = Sentence(
        N_("For %(yes)s, against %(no)s, abstained %(none)s"),
        {"yes": number(yes), "no": number(no), "none": number(neither)},
    )
    if not published:
        return (Said(sentence, Counts.VILLAGE),)
    return (Said(sentence, Counts.PEOPLE, (yes, no, neither), HIDDEN),)


def everything(told: Told) -> tuple[Sentence, ...]:
    """Return all that is said of something done; for people of the village."""
    return tuple(one.sentence for one in told.said)


def for_all(told: Told, present: Present) -> tuple[Sentence, ...]:
    """Return what everybody may read of something done."""
    found = (one.sentence if _may_all_read(one, present) else one.instead for one in told.said)
    return tuple(sentence for sentence in found if sentence is not None)


def as_committed(told: Iterable[Told]) -> Sequence[Mapping[str, object]]:
    """Return what was done as JSON values: it stands in the minutes that are hashed."""
    return [
        {"said": [sentence.plain for sentence in everything(one)], "undone": one.undone}
        for one in told
    ]


def _may_all_read(one: Said, present: Present) -> bool:
    if one.counts is Counts.NOBODY:
        return True
    whole = present.people if one.counts is Counts.PEOPLE else None
    if whole is None:
        return False
    total, parts = shown_parts(whole, one.parts)
    return total is not None and parts is not None
