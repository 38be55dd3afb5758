"""A simulator with a seed: people do random acts while the server fails, and nothing is lost."""

from collections import Counter as Tally
from concurrent.futures import ThreadPoolExecutor
from dataclasses import InitVar, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlmodel import Session, select

from tests import engines
from tests.acts.probing import changed
from tests.openbooks.counted import counted_sums
from tests.simulation.faults import CRASHES, FULL, Crash, fault
from tests.simulation.world import Corpus, opened, prepared
from ubudehe.checking import Replayer
from ubudehe.language.refusals import ActReused, Refusal
from ubudehe.ledger.exports.archive import write_archive
from ubudehe.openbooks.figures.checking import faults_of_figures
from ubudehe.openbooks.figures.renewing import renew_step
from ubudehe.openbooks.sums import sums_below
from ubudehe.people.acts import Act
from ubudehe.people.counter import Counter, PerhapsKept, Quicker
from ubudehe.people.desk import Desk, Person
from ubudehe.people.seen import Moved
from ubudehe.people.signing import person_of
from ubudehe.people.tables import Account
from ubudehe.places.rules import is_village
from ubudehe.record.append import Receipt
from ubudehe.record.queries import record_sizes
from ubudehe.record.tables import Act as Recorded
from ubudehe.storage.vault import Keyring
from ubudehe.verifier.sources.opening import open_source
from ubudehe.verifier.verify import Wish, verify


@dataclass
class Sent:
    """An act as it was handed over."""

    place: str
    person: Person
    id: UUID
    act: Act[Any]
    form: Any


@dataclass
class Simulation:
    """One run: all chance comes from its seed. `cluster` is a server of PostgreSQL, if it is there.

    `made` are the forms of a world on SQLite that lies in `home` already; else one is made.
    Two at once are tried on PostgreSQL alone, by two threads: who comes first there no seed tells.
    SQLite lets one writer after the other look and write, so there an old page is the same race.
    """

    home: Path
    seed: int
    cluster: str = ""
    made: InitVar[Corpus | None] = None
    kept: dict[UUID, Receipt] = field(default_factory=dict)
    lost: dict[UUID, str] = field(default_factory=dict)
    perhaps: set[UUID] = field(default_factory=set)
    """Acts that a crash or a broken commit left without an answer, until they are sent again."""
    tally: Tally[str] = field(default_factory=Tally)

    failing = 0.1
    """How many of all acts meet a fault within this process."""

    def __post_init__(self, made: Corpus | None) -> None:
        self.random = Random(f"simulation {self.seed}")  # never the demo's own chance
        self.url = engines.fresh_database(self.cluster) if self.cluster else ""
        self.corpus: Corpus = made or prepared(self.home, self.url)
        self.open_pages: list[Sent] = []
        self.checked: dict[str, int] = {}
        self.now = datetime(2026, 6, 21, 8, tzinfo=UTC)
        self.before: list[Sent] = []
        self._open()

    def _open(self) -> None:
        self.services = opened(self.home, self.url)
        self.counter = Counter(self.services.database, self._desk, self.services.heads)

    def _desk(self, session: Session, person: Person, place: str, act_id: UUID) -> Desk:
        country, entropy = self.services.country, Random(str(act_id)).randbytes
        keyring = Keyring(b"s" * 32, self.services.vault)
        return Desk(session, person, place, act_id, self.now, country, entropy, keyring)

    def step(self) -> None:
        """Let time pass, and one act, new or sent again, be handed over."""
        chance = self.random.random
        seconds = self.random.choice((-5, 30, 600, 600, 7_200, 86_400 if chance() < 0.2 else 60))
        self.now += timedelta(seconds=seconds)
        if chance() < 0.05:  # some villages stay behind
            renew_step(self.services.database, self.services.country, self.random.randint(1, 4))
        if self.before and chance() < 0.15:
            sent = self.random.choice(self.before[-50:])
            if sent.id in self.kept and chance() < 0.3:
                self._other(sent)
                return
        elif self.open_pages and chance() < 0.2:
            sent = self.open_pages.pop(self.random.randrange(len(self.open_pages)))
            self.before.append(sent)
        else:
            sent = self._drawn()
            if self._opens(sent):
                return
            self.before.append(sent)
        if self.cluster and chance() < 0.3:
            self._two_at_once(sent, self._rival(sent))
            return
        kind = self.random.choice(CRASHES + FULL) if chance() < self.failing else None
        self.send(sent, kind)

    def _other(self, sent: Sent) -> None:
        """Send other content under an id that is taken: it must be refused."""
        form = changed(sent.form)
        if form is None:
            return
        try:
            self.counter.do(sent.place, sent.person, sent.id, lambda desk: sent.act(desk, form))
        except (Refusal, ValidationError):
            self.tally["other content refused"] += 1
        else:
            raise AssertionError(f"other content under the same id was taken: {sent.act.type}")

    def _opens(self, sent: Sent) -> bool:
        """Let a page be opened that is handed over later; return whether it was."""
        if "seen" not in type(sent.form).model_fields or self.random.random() < 0.5:
            return False
        version = self._version(sent)
        if version is None:
            return False
        sent.form = sent.form.model_copy(update={"seen": version})
        self.open_pages.append(sent)
        return True

    def _is_old(self, sent: Sent) -> bool:
        """Tell whether what a page was made from has changed since it was opened."""
        seen = getattr(sent.form, "seen", None)
        now = self._version(sent) if seen else None
        return now is not None and now != seen

    def _version(self, sent: Sent) -> str | None:
        with self.services.database.read() as session:
            return sent.act.version(session, sent.place, dict(sent.form))

    def _rival(self, sent: Sent) -> Sent:
        """Return what somebody hands over at the same moment: the same thing, or anything."""
        rival = self._drawn()
        if self.random.random() < 0.5:
            rival = Sent(sent.place, sent.person, rival.id, sent.act, sent.form)
        self.before.append(rival)
        return rival

    def _two_at_once(self, one: Sent, other: Sent) -> None:
        self.tally["two at once"] += 1
        with ThreadPoolExecutor(2) as both:
            for sending in [
                both.submit(self.send, sent, None, racing=True) for sent in (one, other)
            ]:
                sending.result()

    def _drawn(self) -> Sent:
        type_ = self.random.choice(sorted(self.corpus.forms))
        act, form, place, account = self.random.choice(self.corpus.forms[type_])
        changes = {}
        for name, value in form:
            known = self.corpus.known(place, name) if isinstance(value, UUID) else []
            if known and (value not in known or self.random.random() < 0.4):
                newest = known[-5:] if self.random.random() < 0.6 else known
                changes[name] = self.random.choice(newest)
        with self.services.database.read() as session:
            if self.random.random() < 0.1:
                account = self.random.choice(sorted(session.exec(select(Account.id)).all()))
            row = session.get(Account, account)
            if row is None:
                row = session.exec(select(Account).order_by(Account.key)).first()
            assert row is not None
            person = person_of(session, row)
        id_ = UUID(bytes=self.random.randbytes(16), version=4)
        return Sent(place, person, id_, act, form.model_copy(update=changes))

    def send(self, sent: Sent, kind: str | None, *, racing: bool = False) -> None:
        """Hand one act over; note what was answered. Of two that race, one may be made old."""
        old = not racing and self._is_old(sent)
        try:
            with fault(kind, self.services):
                receipt = self._hand_over(sent)
        except Crash:
            self._unanswered(sent, f"crash {kind}")
            self.services.database.close()
            self._open()
        except PerhapsKept:
            self._unanswered(sent, "perhaps")
        except ActReused:
            raise AssertionError(f"the same content was called other: {sent.act.type}") from None
        except (Refusal, ValidationError) as error:
            quicker = f" {sent.act.type}" if isinstance(error, Quicker | Moved) else ""
            self._refused(sent, type(error).__name__ + quicker)
        else:
            assert receipt.repeated or not old, f"an old page was taken: {sent.act.type}"
            self._acknowledged(sent, receipt)

    def _hand_over(self, sent: Sent) -> Receipt:
        return self.counter.do(
            sent.place, sent.person, sent.id, lambda desk: sent.act(desk, sent.form)
        )

    def _refused(self, sent: Sent, why: str) -> None:
        self.tally[why] += 1
        if sent.id not in self.kept and sent.id not in self.perhaps:
            self.lost[sent.id] = why

    def _unanswered(self, sent: Sent, why: str) -> None:
        self.tally[why] += 1
        if sent.id not in self.kept:
            self.perhaps.add(sent.id)
            self.lost.pop(sent.id, None)

    def _acknowledged(self, sent: Sent, receipt: Receipt) -> None:
        self.tally["repeated" if receipt.repeated else "done"] += 1
        if sent.id not in self.kept:
            self.corpus.made(sent.place, sent.act.type, receipt.subject)
        first = self.kept.setdefault(sent.id, receipt)
        assert (first.index, first.leaf_hash) == (receipt.index, receipt.leaf_hash)
        self.lost.pop(sent.id, None)
        self.perhaps.discard(sent.id)

    def check(self) -> None:
        """Find whatever is not as it was answered, or as the record says."""
        services = self.services
        with services.database.read() as session:
            rows = {row.id: row.idx for row in session.exec(select(Recorded))}
            sizes = record_sizes(session)
            grown = [log for log, size in sizes.items() if self.checked.get(log) != size]
            for log in grown:
                services.heads.sign(session, log)
            replayer = Replayer(session, services.country)
            faults = [fault.told("en") for log in grown for fault in replayer.faults(log)]
            faults += [one.told("en") for one in faults_of_figures(session, services.country)]
            for level in services.country.levels:
                kept = sums_below(session, "", level.code_length, services.country)
                assert kept == counted_sums(session, "", level.code_length, services.country)
        for log in grown:
            if is_village(log, services.country):
                self._verify(log)
        self.checked = sizes
        for id_, receipt in self.kept.items():
            assert rows.get(id_) == receipt.index, f"acknowledged, not kept: {id_}"
        refused_first = [id_ for id_ in self.lost if id_ in rows]
        assert not refused_first, f"refused, yet kept: {refused_first}"
        assert not faults, "\n".join(faults)

    def _verify(self, village: str) -> None:
        """Let the verifier read what a village publishes: its books too must be without fault."""
        archive, services = self.home / "record.zip", self.services
        about = "https://books.example", ""
        with services.database.read() as session, archive.open("wb") as target:
            write_archive(
                target, session, village, services.heads, None, services.blobs,
                services.country, about,
            )  # fmt: skip
        report = verify(open_source(str(archive)), Wish(now=self.now))
        assert report.is_good, (village, report.parts)
