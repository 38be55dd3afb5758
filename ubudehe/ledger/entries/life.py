"""The life of an entry, step by step."""

from collections.abc import Iterator

from ubudehe.language.messages import N_
from ubudehe.language.sentences import Milestone, Sentence, day, moment, text
from ubudehe.ledger.entries.queries import EntryView
from ubudehe.ledger.rules.states import EntryState


def life_of(page: EntryView) -> tuple[Milestone, ...]:
    """Return who proposed an entry, who agreed, how it ended, or what is awaited."""
    return tuple(_steps(page))


def _steps(page: EntryView) -> Iterator[Milestone]:
    proposed = {"name": text(page.proposed_by), "moment": moment(page.proposed_at)}
    yield Milestone("done", Sentence(N_("Proposed by %(name)s on %(moment)s"), proposed))
    for one in page.approvals:
        agreed = {"name": text(one.name), "moment": moment(one.at)}
        yield Milestone("done", Sentence(N_("Approved by %(name)s on %(moment)s"), agreed))
    if page.state == EntryState.REFUSED and page.decided_at is not None:
        decided = {"name": text(page.decided_by or ""), "moment": moment(page.decided_at)}
        refused = N_("Refused by %(name)s on %(moment)s")
        how = N_("Taken back by %(name)s on %(moment)s") if page.taken_back else refused
        yield Milestone("done", Sentence(how, decided), page.refusal_reason or "")
    if page.state == EntryState.EXPIRED and page.expires_on is not None:
        until = {"day": day(page.expires_on)}
        yield Milestone("done", Sentence(N_("Nobody agreed until %(day)s."), until))
    if page.state == EntryState.PROPOSED:
        waiting = N_("Waits for approval") if page.approvals else N_("Waiting for a second person")
        yield Milestone("now", Sentence(waiting))
