"""What a program asks of the API: its parameters read and checked, its list cut into parts."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.language.sentences import Sentence
from ubudehe.ledger.exports.asking import NotReadable
from ubudehe.openbooks.api.models import ApiModel, ApiMoney
from ubudehe.openbooks.rules.asked_entries import MOST_TEXT, WAYS
from ubudehe.openbooks.rules.cursors import (
    BadCursor,
    Key,
    PartOfList,
    name_of_list,
    part_after,
    read_cursor,
    write_cursor,
)
from ubudehe.places.pack import Country
from ubudehe.places.queries import PlaceLine, find_place
from ubudehe.places.rules import NotACode, is_village, parse_code
from ubudehe.record.heads import Heads
from ubudehe.record.rules.shapes import COUNTRY

T = TypeVar("T")
LIMIT, MOST = 50, 200
"""How many things of a list are answered, and how many may be asked for at once."""
Schema = Mapping[str, object]


@dataclass(frozen=True)
class ApiParam:
    """A parameter behind the question mark: what it means, and which values it takes."""

    name: str
    meaning: str
    schema: Schema
    required: bool = False

    def read(self, text: str) -> str | int:
        """Return the value that `text` says; NotReadable where it says none."""
        kind = self.schema
        if kind["type"] == "integer":
            if re.fullmatch("[0-9]{1,4}", text) and 1 <= int(text) <= MOST:
                return int(text)
        elif _fits(text, kind):
            return text
        raise NotReadable(
            N_("«%(name)s» cannot be read: %(text)s"), self.name, name=self.name, text=text[:40]
        )


def _fits(text: str, kind: Schema) -> bool:
    if "enum" in kind:
        return text in _texts(kind["enum"])
    if kind.get("format") == "uuid":
        try:
            return str(UUID(text)) == text.lower()
        except ValueError:
            return False
    pattern, most = str(kind.get("pattern", "")), kind.get("maxLength", MOST_TEXT)
    return (not pattern or bool(re.search(pattern, text))) and len(text) <= int(str(most))


def _texts(values: object) -> Sequence[str]:
    return values if isinstance(values, list | tuple) else ()


_MONTH = {"type": "string", "pattern": r"^[0-9]{4}-(0[1-9]|1[0-2])$"}
_UUID = {"type": "string", "format": "uuid"}
CURSOR = ApiParam(
    "cursor",
    "Where to read on: what the answer before called `cursor`.",
    {"type": "string", "maxLength": 300},
)
ONE_LIMIT = ApiParam(
    "limit",
    "How many things at most.",
    {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT},
)
IN_PARTS = (CURSOR, ONE_LIMIT)
AS_OF = ApiParam(
    "as-of",
    "A day (2026-03-31), or a number of acts: as the record said then.",
    {"type": "string", "pattern": r"^([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,15})$"},
)


def words_asked(meaning: str, *, required: bool = False) -> ApiParam:
    """Return the parameter that holds words to look for."""
    return ApiParam("q", meaning, {"type": "string", "maxLength": MOST_TEXT}, required)


def entry_filters(kinds: Sequence[str]) -> tuple[ApiParam, ...]:
    """Return the parameters that narrow down a list of entries."""
    return (
        words_asked("Words in what was written, or a name that is public."),
        ApiParam("project", "Entries of this project.", _UUID),
        ApiParam("kind", "Entries of this kind.", {"type": "string", "enum": list(kinds)}),
        ApiParam("month", "Entries of this month: 2026-03.", _MONTH),
        ApiParam("way", "Money in, or money out.", {"type": "string", "enum": list(WAYS)}),
        ApiParam("flag", "Only where one should look.", {"type": "string", "enum": ["yes"]}),
    )


@dataclass(frozen=True)
class ApiAsk:
    """One question: what is asked, of whom, and how sentences are said to who asks."""

    session: Session
    heads: Heads
    country: Country
    now: datetime
    path: str
    params: Mapping[str, object]
    query: Mapping[str, str | int] = field(default_factory=dict)
    say: Callable[[Sentence], str] = lambda one: one.message
    looked_at: set[str] = field(default_factory=set, compare=False)

    @property
    def looked_at_the_day(self) -> bool:
        """Tell whether the answer was read with an eye on what day it is."""
        return "day" in self.looked_at

    @property
    def today(self) -> date:
        """Return the day it is in the country."""
        self.looked_at.add("day")
        return self.now.astimezone(self.country.zone).date()

    @property
    def id(self) -> UUID:
        """Return the id that the address names."""
        return UUID(str(self.params["id"]))

    @property
    def code(self) -> str:
        """Return the code that the address names, empty for the country; NotFound for no code."""
        said = str(self.params["code"])
        if said == COUNTRY:
            return ""
        try:
            return parse_code(said, self.country)
        except NotACode:
            raise NotFound(N_("There is no place with this code.")) from None

    @property
    def village(self) -> PlaceLine:
        """Return the village that the address names; NotFound for another place."""
        code = self.code
        if not is_village(code, self.country):
            raise NotFound(N_("There is no place with this code."))
        return find_place(self.session, code)

    @property
    def limit(self) -> int:
        """Return how many things are asked for at most."""
        return int(self.query.get("limit", LIMIT))

    def text(self, name: str) -> str:
        """Return a parameter as it was written, or nothing."""
        return str(self.query.get(name, ""))

    def money(self, minor: int, currency: str = "") -> ApiMoney:
        """Return an amount, of the country's money unless another currency is named."""
        unit = currency or self.country.currency
        return ApiMoney(minor=minor, currency=unit, decimals=self.country.exponent_of(unit))

    def last(self, *like: type) -> Key | None:
        """Return the key behind which the list goes on; NotReadable for a cursor of another."""
        if not (text := self.text("cursor")):
            return None
        try:
            return read_cursor(self._list, text, like)
        except BadCursor:
            raise NotReadable(
                N_("This cursor is not of this list. Begin without one."), "cursor"
            ) from None

    def part(self, things: Sequence[T], key: Callable[[T], Key], *like: type) -> PartOfList[T]:
        """Return the part of a list in memory that is asked for."""
        return part_after(things, key, self.last(*like), self.limit)

    def behind(self, part: PartOfList[T]) -> str | None:
        """Return the cursor behind a part of a list, None where nothing was read yet."""
        return None if part.last is None else write_cursor(self._list, part.last)

    @property
    def _list(self) -> str:
        narrowed = {n: v for n, v in self.query.items() if n not in ("cursor", "limit")}
        return name_of_list(self.path, narrowed)


class Reads(Enum):
    """Which records an answer is read from."""

    OWN = "own"
    """Those of its place and below, and of what it lies in."""
    BESIDE = "beside"
    """Those of the places beside as well: prices are compared, an audit visits several villages,
    and a small number is hidden together with another."""
    MORE = "more"
    """More than records: names of places, signatures of witnesses."""


@dataclass(frozen=True)
class Endpoint:
    """An address below /api/v1: what it answers, and which function reads that."""

    path: str
    summary: str
    answer: type[ApiModel]
    read: Callable[[ApiAsk], ApiModel]
    query: tuple[ApiParam, ...] = ()
    reads: Reads = Reads.OWN

    @property
    def name(self) -> str:
        """Return what programs call it."""
        return self.read.__name__

    def asked(self, query: Sequence[tuple[str, str]]) -> dict[str, str | int]:
        """Return the parameters as they are meant; NotReadable for what is none, or missing."""
        known = {one.name: one for one in self.query}
        found: dict[str, str | int] = {}
        for name, text in query:
            if name not in known or name in found:
                raise NotReadable(
                    N_("Nothing can be asked with «%(name)s» here."), name[:40], name=name[:40]
                )
            if text:
                found[name] = known[name].read(text)
        for name, one in known.items():
            if one.required and name not in found:
                raise NotReadable(N_("«%(name)s» is missing."), name, name=name)
        return found
