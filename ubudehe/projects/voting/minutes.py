"""How votes are told in minutes: what was voted on, who came, what was chosen, what is void."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass

from sqlmodel import Session

from ubudehe.assemblies.telling import hands_said
from ubudehe.language.messages import N_
from ubudehe.language.sentences import Sentence, Value, listed, money, number
from ubudehe.people.minutes import Counts, Said, Teller, Told
from ubudehe.projects.needs.minutes import why_said
from ubudehe.projects.proposals.minutes import titles
from ubudehe.projects.rules.turnout import Turnout, mismatches
from ubudehe.record.happened import Happened, Stretch, happened
from ubudehe.record.rules.suppression import shown_turnout

_CHOSEN = N_("The vote was closed and counted. Chosen: %(projects)s. Money left: %(left)s.")
_TURNOUT = N_(
    "Signed in: %(signed_in)s. Cards and papers handed out: %(handed_out)s. Ballots counted: "
    "%(counted)s, of these blank: %(blank)s. Spoiled: %(spoiled)s."
)
_UNDO = ("vote.void", "vote.annul")
_FEW = N_("The turnout is not shown in full: some counts are below five.")


@dataclass(frozen=True)
class _Ballots:
    """The votes of a meeting as they were prepared, and what their projects are called."""

    prepared: Mapping[str, Happened]
    titles: Mapping[str, str]
    begun: frozenset[str]
    """Votes of which more is told than that they were annulled."""

    def on(self, event: Happened) -> Value:
        """Return the projects on the ballot of the vote that `event` is about."""
        return self.named(self.prepared[event.subject].public["proposals"])

    def named(self, ids: Sequence[str]) -> Value:
        """Return projects by their titles."""
        return listed([self.titles.get(one, "–") for one in ids])


def _tell(session: Session, village: str, events: Sequence[Happened]) -> Iterator[Told]:
    ballots = _ballots(session, village, events)
    void = {event.subject for event in events if event.type in _UNDO}
    for event in events:
        if event.subject in ballots.prepared:
            said = tuple(_SAYS[event.type](ballots, event))
            undone = event.subject in void and event.type not in _UNDO
            yield Told(event.index, said, undone)


def _prepared(ballots: _Ballots, event: Happened) -> Iterator[Said]:
    said = N_("A vote was prepared on: %(projects)s. Money: %(budget)s. %(method)s.")
    values = {
        "projects": ballots.on(event),
        "budget": money(event.public["budget"]),
        "method": Value("method", event.public["method"]),
    }
    yield Said(Sentence(said, values))


def _opened(ballots: _Ballots, event: Happened) -> Iterator[Said]:
    said = N_("The vote was opened on: %(projects)s.")
    yield Said(Sentence(said, {"projects": ballots.on(event)}))


def _void(ballots: _Ballots, event: Happened) -> Iterator[Said]:
    said = N_("The vote was declared void on: %(projects)s.")
    yield Said(Sentence(said, {"projects": ballots.on(event)}))
    yield from why_said(event)


def _annulled(ballots: _Ballots, event: Happened) -> Iterator[Said]:
    said = N_("A vote that was counted before is annulled. It was on: %(projects)s.")
    yield Said(Sentence(said, {"projects": ballots.on(event)}))
    # Hands of a later meeting are no parts of the people who were at this one.
    same = ballots.prepared[event.subject].public["assembly"] == event.public["assembly"]
    here = same or event.subject not in ballots.begun
    yield from hands_said(event.private.get("hands"), published=here)
    yield from why_said(event)


def _closed(ballots: _Ballots, event: Happened) -> Iterator[Said]:
    winners = event.public["winners"]
    if winners:
        left = {"projects": ballots.named(winners), "left": money(event.public["left"])}
        yield Said(Sentence(_CHOSEN, left))
    else:
        yield Said(Sentence(N_("The vote was closed and counted. No project was chosen.")))
    if "turnout" in event.private:
        yield from _turnout(ballots.prepared[event.subject], event)
    else:
        yield from why_said(event)


def _turnout(prepared: Happened, event: Happened) -> Iterator[Said]:
    turnout = Turnout(**event.private["turnout"])
    hands = prepared.public["method"] == "hands"
    counts = tuple(event.private.get("votes", {}).values())
    public = shown_turnout(astuple(turnout), counts) if counts else (None,) * 5
    whole = _numbers(vars(turnout), hands=hands)
    named = dict(zip(vars(turnout), public, strict=True))
    needed = ("counted",) if hands else tuple(named)
    if all(named[name] is not None for name in needed):
        yield Said(whole)
    else:
        yield Said(whole, Counts.VILLAGE, instead=Sentence(_FEW))
    if not hands:
        yield from _differing(turnout, prepared, event)


def _numbers(turnout: Mapping[str, int], *, hands: bool) -> Sentence:
    if hands:
        said = N_("People at the meeting: %(counted)s.")
        return Sentence(said, {"counted": number(turnout["counted"])})
    return Sentence(_TURNOUT, {name: number(value) for name, value in turnout.items()})


def _differing(turnout: Turnout, prepared: Happened, event: Happened) -> Iterator[Said]:
    """Tell which numbers did not fit together, and why."""
    electors = prepared.private.get("electors", turnout.signed_in)
    if found := mismatches(turnout, electors):
        codes = Value("mismatch", tuple(str(one) for one in found))
        yield Said(Sentence(N_("The numbers did not fit together: %(what)s"), {"what": codes}))
        yield from why_said(event)


def _ballots(session: Session, village: str, events: Sequence[Happened]) -> _Ballots:
    votes = {event.subject for event in events}
    until = events[-1].index + 1
    before = Stretch(village, last=until)
    found = happened(session, before, ("vote.prepare",), ("electors",), votes)
    ids = {id_ for one in found for id_ in one.public["proposals"]}
    begun = frozenset(event.subject for event in events if event.type != "vote.annul")
    prepared = {one.subject: one for one in found}
    return _Ballots(prepared, titles(session, village, ids, until), begun)


_SAYS = {
    "vote.prepare": _prepared,
    "vote.open": _opened,
    "vote.void": _void,
    "vote.close": _closed,
    "vote.annul": _annulled,
}

VOTES = Teller(
    _tell, ("reason", "turnout", "votes", "hands"), later=("vote.void", "vote.close", "vote.annul")
)
