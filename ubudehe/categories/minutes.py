"""How what a meeting decided about categories is told in its minutes: in numbers, no household."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlmodel import Session

from ubudehe.assemblies.telling import hands_said
from ubudehe.language.messages import N_
from ubudehe.language.sentences import Sentence, Value, number, text
from ubudehe.people.minutes import Counts, Said, Teller, Told
from ubudehe.record.happened import Happened


def _agreed(_session: Session, _village: str, events: Sequence[Happened]) -> Iterator[Told]:
    for event in events:
        first = Said(Sentence(N_("The meeting agreed on the criteria of the categories.")))
        yield Told(event.index, (first, *hands_said(event.private.get("hands"))))


def _decided(_session: Session, _village: str, events: Sequence[Happened]) -> Iterator[Told]:
    """Tell all votes on categories together: few households in one vote would point at them."""
    homes = {home for event in events for home in _households(event)}
    first = Said(
        Sentence(
            N_("Categories were decided. Households: %(households)s. Votes: %(votes)s."),
            {"households": number(len(homes)), "votes": number(len(events))},
        ),
        # Two meetings and the sum of all households would tell how few are left.
        Counts.VILLAGE,
        instead=Sentence(N_("Categories of households were decided.")),
    )
    yield Told(events[0].index, (first, *(one for event in events for one in _one_vote(event))))


def _one_vote(event: Happened) -> Iterator[Said]:
    hands = event.private.get("hands")
    many = number(len(_households(event)))
    if hands is None:
        yield Said(Sentence(N_("Households: %(households)s"), {"households": many}), Counts.VILLAGE)
        return
    (said,) = hands_said(hands, published=False)
    whole = Sentence(
        N_("Households: %(households)s. For %(yes)s, against %(no)s, abstained %(none)s"),
        {"households": many, **said.sentence.values},
    )
    yield Said(whole, Counts.VILLAGE)


def _households(event: Happened) -> set[str]:
    """Return the households of one vote; what was erased counts by the name of its commitment."""
    names = [name for name in event.public.get("priv", {}) if name.startswith("decision")]
    opened = event.private
    return {opened[n]["household"] if n in opened else f"{event.id} {n}" for n in names}


def about_appeal(public: Mapping[str, Any], private: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return which appeal an act is about, its round, level and outcome; older acts say it openly.

    KeyError for what it does not say.
    """
    return {**public, **private.get("about", {})}


def _heard(_session: Session, _village: str, events: Sequence[Happened]) -> Iterator[Told]:
    # For all they are counted by district and period alone: taken from those, these leave few.
    found = Counter(about_appeal(event.public, event.private)["outcome"] for event in events)
    upheld, rejected = found["upheld"], found["rejected"]
    first = Said(
        Sentence(
            N_("Appeals were heard. Upheld: %(upheld)s. Rejected: %(rejected)s."),
            {"upheld": number(upheld), "rejected": number(rejected)},
        ),
        Counts.VILLAGE,
        instead=Sentence(N_("Appeals were heard.")),
    )
    hands = (hands_said(event.private.get("hands"), published=False) for event in events)
    yield Told(events[0].index, (first, *(one for said in hands for one in said)))


def _compared(_session: Session, _village: str, events: Sequence[Happened]) -> Iterator[Told]:
    for event in events:
        names = {name: Value("scheme", event.public[name]) for name in ("old", "new")}
        said = N_("The meeting said how two schemes of categories compare: %(old)s and %(new)s.")
        yield Told(event.index, (Said(Sentence(said, names)),))


def _gave_up(_session: Session, _village: str, events: Sequence[Happened]) -> Iterator[Told]:
    for event in events:
        said = [Said(Sentence(N_("A round of categories that was begun by mistake was given up.")))]
        if reason := event.private.get("reason"):
            why = {"reason": text(reason, event.tongue)}
            said.append(Said(Sentence(N_("Why: %(reason)s"), why)))
        yield Told(event.index, tuple(said))


def _took_back(_session: Session, _village: str, events: Sequence[Happened]) -> Iterator[Told]:
    for event in events:
        said = [Said(Sentence(N_("The posted list of categories was taken back.")))]
        if reason := event.private.get("reason"):
            why = {"reason": text(reason, event.tongue)}
            said.append(Said(Sentence(N_("Why: %(reason)s"), why)))
        yield Told(event.index, tuple(said))


TAKEN_BACK = Teller(_took_back, ("reason",))
GIVEN_UP = Teller(_gave_up, ("reason",))
CRITERIA = Teller(_agreed, ("hands",))
DECISIONS = Teller(_decided, ("hands", "decision%"))
HEARINGS = Teller(_heard, ("hands", "about"))
COMPARISONS = Teller(_compared)
