"""A simulator with a seed: people do random acts while the server fails, and nothing is lost."""

from collections import Counter as Tally
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlmodel import Session, select

from tests.acts.probing import _changed
from tests.simulation.faults import CRASHES, FULL, Crash, fault
from tests.simulation.world import Corpus, opened, prepared
from ubudehe.checking import Replayer
from ubudehe.language.refusals import ActReused, Refusal
from ubudehe.people.acts import Act
from ubudehe.people.counter import Counter, PerhapsKept, Quicker
from ubudehe.people.desk import Desk, Person
from ubudehe.people.signing import person_of
from ubudehe.people.tables import Account
from ubudehe.record.append import Receipt
from ubudehe.record.queries import record_sizes
from ubudehe.record.tables import Act as Recorded
from ubudehe.storage.vault import Keyring


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
    """One run: all chance comes from its seed."""

    home: Path
    seed: int
    kept: dict[UUID, Receipt] = field(default_factory=dict)
    lost: dict[UUID, str] = field(default_factory=dict)
    perhaps: set[UUID] = field(default_factory=set)
    """Acts that a crash or a broken commit left without an answer, until they are sent again."""
    tally: Tally[str] = field(default_factory=Tally)

    def __post_init__(self) -> None:
        self.random = Random(f"simulation {self.seed}")  # never the demo's own chance
        self.corpus: Corpus = prepared(self.home)
        self.ids = self.corpus.ids()
        self.now = datetime(2026, 6, 21, 8, tzinfo=UTC)
        self.before: list[Sent] = []
        self._open()

    def _open(self) -> None:
        self.services = opened(self.home)
        self.counter = Counter(self.services.database, self._desk, self.services.heads)

    def _desk(self, session: Session, person: Person, place: str, act_id: UUID) -> Desk:
        country, entropy = self.services.country, self.random.randbytes
        keyring = Keyring(b"s" * 32, self.services.vault)
        return Desk(session, person, place, act_id, self.now, country, entropy, keyring)

    def step(self) -> None:
        """Let time pass, and one act, new or sent again, be handed over."""
        chance = self.random.random
        seconds = self.random.choice((-5, 30, 600, 600, 7_200, 86_400 if chance() < 0.2 else 60))
        self.now += timedelta(seconds=seconds)
        if self.before and chance() < 0.15:
            sent = self.random.choice(self.before[-50:])
            if sent.id in self.kept and chance() < 0.3:
                self._other(sent)
                return
        else:
            sent = self._drawn()
            self.before.append(sent)
        kind = self.random.choice(CRASHES + FULL) if chance() < 0.1 else None
        self.send(sent, kind)

    def _other(self, sent: Sent) -> None:
        """Send other content under an id that is taken: it must be refused."""
        form = _changed(sent.form)
        if form is None:
            return
        try:
            self.counter.do(sent.place, sent.person, sent.id, lambda desk: sent.act(desk, form))
        except (Refusal, ValidationError):
            self.tally["other content refused"] += 1
        else:
            raise AssertionError(f"other content under the same id was taken: {sent.act.type}")

    def _drawn(self) -> Sent:
        type_ = self.random.choice(sorted(self.corpus.forms))
        act, form, place, account = self.random.choice(self.corpus.forms[type_])
        changes = {}
        for name, value in form:
            if isinstance(value, UUID) and self.random.random() < 0.5:
                changes[name] = self.random.choice(self.ids[name])
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

    def send(self, sent: Sent, kind: str | None) -> None:
        """Hand one act over; note what was answered."""
        try:
            with fault(kind, self.services):
                receipt = self.counter.do(
                    sent.place, sent.person, sent.id, lambda desk: sent.act(desk, sent.form)
                )
        except Crash:
            self.tally[f"crash {kind}"] += 1
            self._unanswered(sent)
            self.services.database.close()
            self._open()
        except PerhapsKept:
            self.tally["perhaps"] += 1
            self._unanswered(sent)
        except ActReused:
            raise AssertionError(f"the same content was called other: {sent.act.type}") from None
        except (Refusal, ValidationError) as error:
            quicker = f" {sent.act.type}" if isinstance(error, Quicker) else ""
            self.tally[type(error).__name__ + quicker] += 1
            if sent.id not in self.kept and sent.id not in self.perhaps:
                self.lost[sent.id] = type(error).__name__
        else:
            self._acknowledged(sent, receipt)

    def _unanswered(self, sent: Sent) -> None:
        if sent.id not in self.kept:
            self.perhaps.add(sent.id)
            self.lost.pop(sent.id, None)

    def _acknowledged(self, sent: Sent, receipt: Receipt) -> None:
        self.tally["repeated" if receipt.repeated else "done"] += 1
        first = self.kept.setdefault(sent.id, receipt)
        assert (first.index, first.leaf_hash) == (receipt.index, receipt.leaf_hash)
        self.lost.pop(sent.id, None)
        self.perhaps.discard(sent.id)

    def check(self) -> None:
        """Find whatever is not as it was answered, or as the record says."""
        with self.services.database.read() as session:
            rows = {row.id: row.idx for row in session.exec(select(Recorded))}
            for log in record_sizes(session):
                self.services.heads.sign(session, log)
            faults = [
                fault.told("en")
                for log in record_sizes(session)
                for fault in Replayer(session, self.services.country).faults(log)
            ]
        for id_, receipt in self.kept.items():
            assert rows.get(id_) == receipt.index, f"acknowledged, not kept: {id_}"
        refused_first = [id_ for id_ in self.lost if id_ in rows]
        assert not refused_first, f"refused, yet kept: {refused_first}"
        assert not faults, "\n".join(faults)
