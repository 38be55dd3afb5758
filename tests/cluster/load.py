"""People at the real app while its database comes and goes: some write, some read.

Writers send what was not answered again under the same id until it is; each notes what it was told.
"""

import http.client
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID, uuid4

from tests.conftest import hidden_fields
from ubudehe.language.refusals import Refusal
from ubudehe.people.counter import Counter
from ubudehe.people.desk import Person
from ubudehe.projects.needs.actions import add_need
from ubudehe.projects.needs.forms import NeedForm
from ubudehe.record.append import Receipt
from ubudehe.record.rules.notes import parse_checkpoint, parse_note

PATIENCE = 60
_PAUSE = 0.4
_SLOW = 5.0


@dataclass(frozen=True)
class Kept:
    """One act that was acknowledged."""

    place: str
    id: UUID
    text: str
    began: float
    """When the request that was acknowledged was sent, by the monotonic clock."""
    told: float
    tries: int
    receipt: Receipt | None = None


@dataclass
class Seen:
    """What all of them saw."""

    kept: list[Kept] = field(default_factory=list)
    pages: int = 0
    bad: list[str] = field(default_factory=list)
    """Pages that did not come as they should, and receipts that differ."""
    slowest: float = 0
    answers: dict[str, int] = field(default_factory=dict)
    """How often what was said to writers that was no acknowledgement."""
    heads: int = 0
    away: list[float] = field(default_factory=list)
    """When a writer was answered that the database is away."""

    def refused(self, what: str) -> None:
        """Count an answer that is no acknowledgement."""
        self.answers[what] = self.answers.get(what, 0) + 1


def words() -> str:
    """Return a need that nobody wrote before, without digits: those could be a telephone's."""
    return "Load " + "".join(chr(ord("a") + int(one, 16)) for one in uuid4().hex)


@dataclass
class Load:
    """Everybody at work, until they are told to stop."""

    port: int
    seen: Seen = field(default_factory=Seen)
    over: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def ask(
        self, path: str, cookie: str = "", form: dict[str, str] | None = None
    ) -> tuple[int, str]:
        """Return the status and the text of an answer; any worker may give it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"host": "localhost:8000", "connection": "close"}
        if cookie:
            headers["cookie"] = f"ubudehe={cookie}"
        body = None
        if form is not None:
            headers |= {
                "content-type": "application/x-www-form-urlencoded",
                "origin": "http://localhost:8000",
            }
            body = urlencode(form)
        try:
            connection.request("GET" if form is None else "POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def run(self, work: Callable[..., None], *given: object) -> None:
        """Let somebody work until all is over; what they fail at is told."""

        def safely() -> None:
            try:
                work(*given)
            except Exception as error:
                self.seen.bad.append(f"{work.__name__}: {error!r}")

        thread = threading.Thread(target=safely, daemon=True)
        self.threads.append(thread)
        thread.start()

    def stop(self) -> None:
        """Let everybody end what they have begun."""
        self.over.set()
        for one in self.threads:
            one.join(PATIENCE * 3)
        assert not [one for one in self.threads if one.is_alive()]

    def write_by_form(self, place: str, cookie: str) -> None:
        """Write down needs of a village on the facilitator's phone."""
        path = f"/en/work/{place}/projects/need"
        while not self.over.wait(random.uniform(0, _PAUSE)):
            status, page = self.ask(path, cookie)
            if status != 200:
                self.seen.refused(f"page {status}")
                if status == 503:
                    self.seen.away.append(time.monotonic())
                continue
            form = {**hidden_fields(page), "text": words(), "symbol": "tap"}
            self._send(path, cookie, form, place)

    def _send(self, path: str, cookie: str, form: dict[str, str], place: str) -> None:
        for tries in range(1, 1_000):
            began = time.monotonic()
            try:
                status, page = self.ask(path, cookie, form)
            except OSError as error:
                self.seen.refused(type(error).__name__)
                status = 0
            if status == 303:
                id_ = UUID(form["act"])
                told = time.monotonic()
                self.seen.kept.append(Kept(place, id_, form["text"], began, told, tries))
                return
            if status:
                perhaps = "may be kept or not" in page
                nothing = "nothing of this is kept" in page
                said = "perhaps kept" if perhaps else "nothing kept" if nothing else "other"
                self.seen.refused(f"{status} {said}")
            time.sleep(_PAUSE)
        raise AssertionError("never acknowledged")

    def write_at_counter(self, counter: Counter, place: str, person: Person) -> None:
        """Hand acts over at the counter itself, which tells where they stand; some twice."""
        while not self.over.wait(random.uniform(0, _PAUSE)):
            id_, text = uuid4(), words()
            first: Receipt | None = None
            tries = 0
            while first is None:
                tries += 1
                began = time.monotonic()
                first = self._handed(counter, place, person, id_, text)
            told = time.monotonic()
            self.seen.kept.append(Kept(place, id_, text, began, told, tries, first))
            if tries > 1 or random.random() < 0.2:
                again = self._handed(counter, place, person, id_, text)
                if again and (again.index, again.leaf_hash) != (first.index, first.leaf_hash):
                    self.seen.bad.append(f"another receipt for {id_}")

    def _handed(
        self, counter: Counter, place: str, person: Person, id_: UUID, text: str
    ) -> Receipt | None:
        form = NeedForm(text=text)
        try:
            return counter.do(place, person, id_, lambda desk: add_need(desk, form))
        except Refusal as refusal:
            self.seen.refused(f"counter {type(refusal).__name__}")
            time.sleep(_PAUSE)
            return None

    def read_pages(self, paths: list[str]) -> None:
        """Open public pages one after another: each has to come, and soon."""
        while not self.over.wait(0.1):
            path = random.choice(paths)
            began = time.monotonic()
            status, page = self.ask(path)
            took = time.monotonic() - began
            self.seen.pages += 1
            self.seen.slowest = max(self.seen.slowest, took)
            if status != 200 or "</html>" not in page or took > _SLOW:
                self.seen.bad.append(f"{path}: {status} after {took:.1f} s")

    def read_heads(self, places: list[str]) -> None:
        """Ask for signed heads: nobody may ever be shown an older one than before."""
        largest = dict.fromkeys(places, 0)
        while not self.over.wait(0.3):
            place = random.choice(places)
            status, note = self.ask(f"/v/{place}/checkpoint")
            self.seen.heads += 1
            if status != 200:
                self.seen.bad.append(f"head of {place}: {status}")
                continue
            size = parse_checkpoint(parse_note(note.encode()).text).size
            if size < largest[place]:
                self.seen.bad.append(f"head of {place}: {size} after {largest[place]}")
            largest[place] = size
