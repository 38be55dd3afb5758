"""A giver's IATI file, read for what it says was sent: no more, and nothing but text.

Of version 2.03, and of 1.0x, whose codes are letters. A file with a document type is refused
before anything of it is expanded, and so is one deeper, longer or with more in it than any
village's giver needs. Source: https://iatistandard.org/en/iati-standard/203/activity-standard/.
"""

from dataclasses import dataclass, field
from xml.parsers import expat

MOST_BYTES = 5_000_000
MOST_SENT = 20_000
_DEEPEST = 40
_LONGEST = 2_000
_MOST_ALIKE = 20
"""So many of one name are read of an activity, or of a payment: ids, names of givers, places."""
_SENT = {"3", "d", "disbursement"}
"""Codes of a disbursement: 3 from version 2 on, D before; some wrote the word."""
_TOP = ("iati-activities", "iati-activity")


class NotAnAidFile(ValueError):
    """A file that is no IATI file: «kind», or one larger than is read: «large»."""


@dataclass(frozen=True)
class AidSent:
    """A disbursement as a file says it: texts, not looked at yet.

    `activities` are the ids of its own activity and of those it came from and goes to; `givers`
    the names of who reports and who provides; `around` what its place and its receiver are called.
    """

    activities: tuple[str, ...]
    givers: tuple[str, ...]
    around: tuple[str, ...]
    day: str
    value: str
    currency: str


@dataclass
class _Open:
    """What was read so far of an activity or a transaction, by its path."""

    told: dict[str, list[str]] = field(default_factory=dict)

    def add(self, path: str, text: str) -> None:
        found = self.told.setdefault(path, [])
        if len(found) < _MOST_ALIKE and (text := " ".join(text[:_LONGEST].split())):
            found.append(text)

    def all(self, *paths: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for path in paths for one in self.told.get(path, ())))

    def first(self, *paths: str) -> str:
        return next(iter(self.all(*paths)), "")


def read_aid_file(content: bytes) -> tuple[AidSent, ...]:
    """Return every disbursement of a file in its order; NotAnAidFile says why it is not read."""
    if len(content) > MOST_BYTES:
        raise NotAnAidFile("large")
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(content, True)
    except NotAnAidFile:
        raise
    except (expat.ExpatError, ValueError, LookupError) as wrong:  # an encoding it cannot read
        raise NotAnAidFile("kind") from wrong
    if not reader.known:
        raise NotAnAidFile("kind")
    return tuple(reader.found)


class _Reader:
    def __init__(self) -> None:
        self.found: list[AidSent] = []
        self.known = False
        self._path: list[str] = []
        self._said: list[str] = []
        self._length = 0
        self._activity = _Open()
        self._sent: list[_Open] = []

    def refuse(self, *_declared: object) -> None:
        raise NotAnAidFile("kind")

    def start(self, name: str, given: dict[str, str]) -> None:
        self._path.append(name)
        if len(self._path) == 1:
            self.known = name == _TOP[0]
        if len(self._path) > _DEEPEST or not self.known:
            raise NotAnAidFile("kind")
        if self._at(*_TOP):
            self._activity, self._sent = _Open(), []
        elif self._at(*_TOP, "transaction"):
            self._sent.append(_Open())
            if len(self.found) + len(self._sent) > MOST_SENT:
                raise NotAnAidFile("large")
        if tuple(self._path[:2]) == _TOP:
            for attribute, text in given.items():
                self._here.add(f"{self._inside}@{attribute}", text)
        self._said, self._length = [], 0

    def text(self, said: str) -> None:
        if self._length < _LONGEST:
            self._said.append(said)
            self._length += len(said)

    def end(self, _name: str) -> None:
        if tuple(self._path[:2]) == _TOP:
            self._here.add(self._inside, "".join(self._said))
        if self._at(*_TOP):
            sent = (one for one in self._sent if self._is_sent(one))
            self.found += [_told(self._activity, one) for one in sent]
        self._path.pop()
        self._said = []

    def _is_sent(self, one: _Open) -> bool:
        return one.first("transaction-type@code").lower() in _SENT

    def _at(self, *path: str) -> bool:
        return self._path == list(path)

    @property
    def _is_in_transaction(self) -> bool:
        return self._path[2:3] == ["transaction"]

    @property
    def _here(self) -> _Open:
        return self._sent[-1] if self._is_in_transaction else self._activity

    @property
    def _inside(self) -> str:
        """Return the path within activity or transaction; a narrative is its element's text."""
        inside = self._path[3:] if self._is_in_transaction else self._path[2:]
        return "/".join(inside[:-1] if inside[-1:] == ["narrative"] else inside)


def _told(activity: _Open, sent: _Open) -> AidSent:
    return AidSent(
        activities=(
            *activity.all("iati-identifier", "other-identifier@ref"),
            *sent.all("provider-org@provider-activity-id", "receiver-org@receiver-activity-id"),
        ),
        givers=(*activity.all("reporting-org"), *sent.all("provider-org")),
        around=(
            *activity.all("location@ref", "location/location-id@code", "location/name"),
            *sent.all("receiver-org", "receiver-org@ref"),
        ),
        day=sent.first("transaction-date@iso-date", "value@value-date"),
        value=sent.first("value"),
        currency=sent.first("value@currency") or activity.first("@default-currency"),
    )
