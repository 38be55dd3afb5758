"""How an order of needs is told in the minutes of the meeting that made it."""

from collections.abc import Iterator, Mapping, Sequence

from sqlmodel import Session

from ubudehe.language.messages import N_
from ubudehe.language.sentences import Sentence, listed, text
from ubudehe.people.minutes import Said, Teller, Told
from ubudehe.record.happened import Happened, Stretch, happened


def _tell(session: Session, village: str, events: Sequence[Happened]) -> Iterator[Told]:
    ended = {event.subject for event in events if event.type in ("ranking.end", "ranking.cancel")}
    resumed = {event.subject: event.index for event in events if event.type == "ranking.resume"}
    given_up = {event.subject for event in events if event.type == "ranking.cancel"}
    words = _words(session, village, events)
    for event in events:
        if event.type == "ranking.end":
            undone = resumed.get(event.subject, -1) > event.index
            yield Told(event.index, tuple(_ended(event, words)), undone=undone)
        elif event.type == "ranking.resume":
            said = Said(Sentence(N_("The meeting went on with its order of needs.")))
            yield Told(event.index, (said,))
        elif event.type == "ranking.cancel":
            yield Told(event.index, tuple(_given_up(event)))
        elif event.subject in given_up or event.subject not in ended:
            began = N_("The meeting began to put needs in order: %(needs)s.")
            needs = listed([words.get(one, "–") for one in event.public["needs"]])
            said = Said(Sentence(began, {"needs": needs}))
            yield Told(event.index, (said,), undone=event.subject in given_up)


def _ended(event: Happened, words: Mapping[str, str]) -> Iterator[Said]:
    order = [words.get(one, "–") for one in event.public["order"]]
    said = N_("The meeting put needs in order, the gravest first: %(needs)s.")
    yield Said(Sentence(said, {"needs": listed(order)}))
    chosen = text(words.get(event.public["chosen"], "–"))
    yield Said(Sentence(N_("It takes up: %(need)s."), {"need": chosen}))
    yield from why_said(event)


def _given_up(event: Happened) -> Iterator[Said]:
    yield Said(Sentence(N_("The order of needs was given up.")))
    yield from why_said(event)


def why_said(event: Happened) -> Iterator[Said]:
    """Tell the public reason of an act, where one was written and not erased."""
    if reason := event.private.get("reason"):
        yield Said(Sentence(N_("Why: %(reason)s"), {"reason": text(reason, event.tongue)}))


def _words(session: Session, village: str, events: Sequence[Happened]) -> dict[str, str]:
    """Return the words of the needs as they were when the last of `events` was done."""
    ids = {id_ for event in events for id_ in _needs(event)}
    before = Stretch(village, last=events[-1].index)
    written = happened(session, before, ("need.add", "need.change"), ("text",), ids)
    return {one.subject: one.private["text"] for one in written if "text" in one.private}


def _needs(event: Happened) -> list[str]:
    return [*event.public.get("needs", ()), *event.public.get("order", ())]


ORDERS = Teller(_tell, ("reason",), later=("ranking.cancel",))
