"""How votes are told in minutes: what was voted on, who came, what was chosen, what is void."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from ubudehe.assemblies.telling import hands_said
from ubudehe.language.messages import N_
from ubudehe.language.sentences import Sentence, Value, listed, money, number, text
from ubudehe.people.minutes import Counts, Said, Teller, Told
from ubudehe.projects.needs.minutes import why_said
from ubudehe.projects.proposals.minutes import titles
from ubudehe.projects.rules.origins import shown_origins, way_of
from ubudehe.projects.rules.shown_votes import ShownTurnout, shown_vote
from ubudehe.projects.rules.tallying import tally
from ubudehe.projects.rules.turnout import Turnout
from ubudehe.projects.voting.differing import told
from ubudehe.projects.voting.elections import (
    election_of,
    marks_of,
    not_fitting,
    terms_of_event,
)
from ubudehe.record.happened import Happened, Stretch, happened
from ubudehe.record.rules.suppression import Shown

_CHOSEN = N_("The vote was closed and counted. Chosen: %(projects)s. Money left: %(left)s.")
_TURNOUT = N_(
    "Signed in: %(signed_in)s. Cards and papers handed out: %(handed_out)s. Ballots counted: "
    "%(counted)s, of these blank: %(blank)s. Spoiled: %(spoiled)s."
)
_LATER = ("vote.annul", "vote.override", "vote.ask_annul", "vote.unask_annul", "vote.answer_annul")
"""What a later meeting, or two people and the sector, can do with a vote that was counted."""
_NO_QUORUM = N_("Too few took part for anything to be chosen: the quorum was not reached.")
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
    void = {event.subject for event in events if _undoes(event)}
    for event in events:
        if event.subject in ballots.prepared:
            said = tuple(_SAYS[event.type](ballots, event))
            undone = event.subject in void and not _undoes(event)
            yield Told(event.index, said, undone)


def _undoes(event: Happened) -> bool:
    """Tell whether an event ends a vote without its result."""
    agreed = event.type == "vote.answer_annul" and event.public["outcome"] == "agreed"
    return agreed or event.type in ("vote.void", "vote.annul")


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


def _more_cards(_ballots: _Ballots, event: Happened) -> Iterator[Said]:
    said = N_("More voting cards were printed: batch %(batch)s.")
    yield Said(Sentence(said, {"batch": number(event.public["batch"])}))
    yield from why_said(event)


def _void_card(_ballots: _Ballots, event: Happened) -> Iterator[Said]:
    said = N_("A voting card was declared void: %(why)s.")
    yield Said(Sentence(said, {"why": Value("card_why", event.public["why"])}))
    yield from why_said(event)


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


def _asked(ballots: _Ballots, event: Happened) -> Iterator[Said]:
    said = N_("Two people asked the sector to annul a vote. It was on: %(projects)s.")
    yield Said(Sentence(said, {"projects": ballots.on(event)}))
    yield from why_said(event)


def _unasked(ballots: _Ballots, event: Happened) -> Iterator[Said]:
    said = N_("The sector is not asked any more to annul a vote. It was on: %(projects)s.")
    yield Said(Sentence(said, {"projects": ballots.on(event)}))
    yield from why_said(event)


def _answered(ballots: _Ballots, event: Happened) -> Iterator[Said]:
    said = N_("The sector refused to annul a vote, so it stands. It was on: %(projects)s.")
    if _undoes(event):
        said = N_("The sector agreed: a vote is annulled. It was on: %(projects)s.")
    yield Said(Sentence(said, {"projects": ballots.on(event)}))
    yield from why_said(event)


def _overridden(ballots: _Ballots, event: Happened) -> Iterator[Said]:
    if taken := event.public["chosen"]:
        said = N_("The meeting took other projects than the count chose. It took: %(projects)s.")
        yield Said(Sentence(said, {"projects": ballots.named(taken)}))
    else:
        yield Said(Sentence(N_("The meeting took none of the projects that the count chose.")))
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
    if gone := event.public.get("gone"):
        less = N_("%(gone)s of its money were gone, so it was counted with what was left.")
        yield Said(Sentence(less, {"gone": money(gone)}))
    if "turnout" in event.private:
        yield from _turnout(ballots.prepared[event.subject], event)
    else:
        yield from why_said(event)


def _turnout(prepared: Happened, event: Happened) -> Iterator[Said]:
    turnout = Turnout(**event.private["turnout"])
    hands = prepared.public["method"] == "hands"
    whole = _numbers(vars(turnout), hands=hands)
    shown = _shown(prepared, event, turnout)
    named = vars(shown)
    needed = ("counted",) if hands else tuple(named)
    if all(named[name] is not None for name in needed):
        yield Said(whole)
    else:
        yield Said(whole, Counts.VILLAGE, instead=Sentence(_FEW))
    yield from _ways(event.private.get("origins") or {}, shown.counted)
    if not event.public.get("quorum", True):
        yield Said(Sentence(_NO_QUORUM))
    yield from _differing(turnout, prepared, event)


def _ways(origins: Mapping[str, int], counted: Shown | None) -> Iterator[Said]:
    """Tell how many ballots came in which way, where there was more than one way."""
    if len(origins) < 2:
        return
    public = shown_origins(origins, counted) is not None
    for origin, ballots in origins.items():
        way, isibo = way_of(origin)
        values = {"way": Value("origin", way), "ballots": number(ballots)}
        said = Sentence(N_("%(way)s: %(ballots)s."), values)
        if isibo:
            message = N_("%(way)s %(isibo)s: %(ballots)s.")
            said = Sentence(message, values | {"isibo": text(isibo)})
        yield Said(said) if public else Said(said, Counts.VILLAGE)


def _shown(prepared: Happened, event: Happened, turnout: Turnout) -> ShownTurnout:
    """Return what of a turnout may be published; nothing where its ballots were erased."""
    if not {"votes", "ballots"} <= event.private.keys():
        return ShownTurnout()
    terms = terms_of_event(prepared.public, prepared.private)
    gone = event.public.get("gone", 0)
    terms = replace(terms, budget=terms.budget - gone, gone=gone)
    ballots = {marks_of(pattern): count for pattern, count in event.private["ballots"].items()}
    election = election_of(terms, ballots, event.private["votes"], turnout.counted)
    outcome = tally(terms.rule, election)
    electors = terms.known_electors(event.private.get("door"))
    return shown_vote(election, outcome, turnout, terms.marks, electors).turnout


def _numbers(turnout: Mapping[str, int], *, hands: bool) -> Sentence:
    if hands:
        said = N_("People at the meeting: %(counted)s.")
        return Sentence(said, {"counted": number(turnout["counted"])})
    return Sentence(_TURNOUT, {name: number(value) for name, value in turnout.items()})


def _differing(turnout: Turnout, prepared: Happened, event: Happened) -> Iterator[Said]:
    """Tell which numbers did not fit together, and why; the numbers only to the village."""
    terms = terms_of_event(prepared.public, prepared.private)
    votes = sum(event.private.get("votes", {}).values())
    differing = not_fitting(terms, turnout, event.private.get("door"), votes)
    for one in differing:
        yield Said(
            told(one.misfit, one.these, one.those),
            Counts.VILLAGE,
            instead=told(one.misfit, None, None),
        )
    if differing:
        yield from why_said(event)


def _ballots(session: Session, village: str, events: Sequence[Happened]) -> _Ballots:
    votes = {event.subject for event in events}
    until = events[-1].index + 1
    before = Stretch(village, last=until)
    found = happened(session, before, ("vote.prepare",), ("electors", "cards"), votes)
    ids = {id_ for one in found for id_ in one.public["proposals"]}
    begun = frozenset(event.subject for event in events if event.type not in _LATER)
    prepared = {one.subject: one for one in found}
    return _Ballots(prepared, titles(session, village, ids, until), begun)


_SAYS = {
    "vote.prepare": _prepared,
    "vote.open": _opened,
    "vote.void": _void,
    "vote.add_cards": _more_cards,
    "vote.void_card": _void_card,
    "vote.close": _closed,
    "vote.annul": _annulled,
    "vote.ask_annul": _asked,
    "vote.unask_annul": _unasked,
    "vote.answer_annul": _answered,
    "vote.override": _overridden,
}

_READS = ("reason", "turnout", "votes", "ballots", "door", "hands", "origins")
VOTES = Teller(_tell, _READS, later=("vote.void", "vote.close", *_LATER))
