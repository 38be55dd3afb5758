"""Checking everything at rest: each record against itself, and every room's rows against it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlmodel import Session, select

from ubudehe.assemblies import checking as assemblies
from ubudehe.audit import checking as audit
from ubudehe.categories import checking as categories
from ubudehe.categories.frozen.queries import faults_of_rounds
from ubudehe.concerns import checking as concerns
from ubudehe.households import checking as households
from ubudehe.language.messages import N_
from ubudehe.ledger import checking as ledger
from ubudehe.openbooks.figures.checking import faults_of_figures, faults_of_village
from ubudehe.people import checking as people
from ubudehe.people.tables import Account
from ubudehe.places.pack import Country
from ubudehe.projects import checking as projects
from ubudehe.questions import checking as questions
from ubudehe.record.checking import Fault, check_log
from ubudehe.record.checking_national import check_all
from ubudehe.record.comparing import faults_of_rows, faults_of_strays
from ubudehe.record.forgotten import forgotten
from ubudehe.record.heads import Heads
from ubudehe.record.queries import record_sizes
from ubudehe.record.replay_events import events_of_types, merged, read_events
from ubudehe.record.replaying import Replay, Rows, Said, replay, together
from ubudehe.record.replaying_log import GONE, LOG, SENSELESS
from ubudehe.record.rules.policies import Policy
from ubudehe.spoken import checking as spoken

PUBLIC = frozenset({"act", "total", "account_balance"})
"""Tables whose rows stay of a village of which only the public record is kept."""


@dataclass(frozen=True)
class Everything:
    """How many records were checked, and all that is not as they say."""

    records: int
    faults: tuple[Fault, ...]
    public_only: tuple[str, ...] = ()
    """Villages that left, and of which only the public record is kept here."""


def replay_of(country: Country) -> Replay:
    """Return how the record is replayed in a country: what every room says of it."""
    return together(
        [
            LOG,
            people.REPLAY,
            spoken.REPLAY,
            assemblies.REPLAY,
            households.REPLAY,
            categories.replay_of(country),
            projects.REPLAY,
            ledger.replay_of(country),
            audit.REPLAY,
            concerns.REPLAY,
            questions.REPLAY,
        ]
    )


class Replayer:
    """Replays one log after the other; what concerns all of them is read once."""

    def __init__(self, session: Session, country: Country) -> None:
        self.session, self.country = session, country
        self.replay = replay_of(country)
        self.accounts = {
            key: str(id_) for key, id_ in session.exec(select(Account.key, Account.id))
        }
        self.elsewhere = events_of_types(
            session, self.replay.elsewhere, country.zone, self.accounts
        )

    def faults(self, log: str) -> list[Fault]:
        """Return what the tables hold of a place that its record does not say, or otherwise."""
        recorded = read_events(self.session, log, self.country.zone, self.accounts)
        if recorded.unreadable:
            return []  # told by the check of the record itself; the rest would only be noise
        return self.faults_after(log, recorded.events)

    def faults_after(self, log: str, events: Iterable[Said]) -> list[Fault]:
        """Return the same for events as they are given."""
        told = merged(tuple(events), self.elsewhere, log)
        rows, senseless = replay(log, told, self.replay.handlers, self.accounts)
        return [
            *(Fault(log, SENSELESS, {"index": one.index}) for one in senseless),
            *(Fault(log, GONE, {"act": act, "field": name}) for act, name in sorted(rows.gone)),
            *faults_of_rows(self.session, rows, self.replay.kept),
        ]


def check_everything(
    session: Session, country: Country, heads: Heads, policy: Policy
) -> Everything:
    """Check every record, and every row that a page, an export or a count shows."""
    checked = check_all(session, heads, policy)
    logs = sorted(record_sizes(session))
    unreadable = {fault.log for fault in checked.faults if "index" in fault.params}
    gone = forgotten(session)
    found = [
        *checked.faults,
        *_of_rooms(session, country, logs, unreadable, gone),
        *faults_of_figures(session, country),
    ]
    return Everything(checked.records, tuple(found), tuple(sorted(gone)))


def faults_of_place(session: Session, country: Country, heads: Heads, log: str) -> list[Fault]:
    """Return all that is not as recorded at one place: its record, its books, every row."""
    found = check_log(session, log, heads)
    if any("index" in fault.params for fault in found):
        return found
    if (gone := forgotten(session).get(log)) is not None:
        return [*found, *_of_forgotten(Replayer(session, country), log, told=gone)]
    if len(log) == country.village_length:
        found += ledger.faults_of_books(session, log)
        found += faults_of_rounds(session, only=log)
        found += faults_of_village(session, country, log)
    return [*found, *Replayer(session, country).faults(log)]


def _of_rooms(
    session: Session,
    country: Country,
    logs: list[str],
    unreadable: set[str],
    gone: Mapping[str, bool],
) -> Iterator[Fault]:
    villages = [log for log in logs if len(log) == country.village_length]
    readable = [log for log in villages if log not in unreadable and log not in gone]
    yield from faults_of_rounds(session, unreadable | gone.keys())
    for log in readable:
        yield from ledger.faults_of_books(session, log)
    replayer = Replayer(session, country)
    for log in logs:
        if log in gone:
            yield from _of_forgotten(replayer, log, told=gone[log])
        else:
            yield from replayer.faults(log)
    yield from faults_of_strays(session, replayer.replay.kept, set(logs))


def _of_forgotten(replayer: Replayer, log: str, *, told: bool) -> Iterator[Fault]:
    """Yield a fault for each private row that is left of a village that was forgotten."""
    if not told:
        text = N_("It is kept in public only, but the country's record does not tell so.")
        yield Fault(log, text)
    private = [one for one in replayer.replay.kept if one.name not in PUBLIC]
    yield from faults_of_rows(replayer.session, Rows(log, replayer.accounts), private)
