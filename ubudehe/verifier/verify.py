"""Verifying a whole source: all records of a place, the national log, sums, photos."""

import gc
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ubudehe.language.messages import N_
from ubudehe.ledger.rules.public_books.books import BooksOutcome
from ubudehe.ledger.rules.public_books.roll_up import differs
from ubudehe.record.rules.canonical import MAX_ENTRY, NotCanonical, canonical_value
from ubudehe.record.rules.policies import Policy
from ubudehe.record.rules.shapes import COUNTRY
from ubudehe.verifier.national import Trusted, read_national
from ubudehe.verifier.older import Older
from ubudehe.verifier.report import Report
from ubudehe.verifier.sources.opening import CODE, OpenedSource
from ubudehe.verifier.sources.source import (
    MAX_LIST,
    MAX_PHOTO,
    MAX_SUMS,
    Source,
    Unreadable,
    read_text,
)
from ubudehe.verifier.villages import Known, Read, read_record


@dataclass(frozen=True)
class Wish:
    """What a person brings to a verification, and how far it is to go."""

    keys: tuple[str, ...] = ()
    policy: Policy | None = None
    older: tuple[Older, ...] = ()
    photos: bool = False
    """Whether photos are fetched from a site as well; where they cost nothing, they always are."""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


def verify(opened: OpenedSource, wish: Wish) -> Report:
    """Return what can be proved about all that `opened` holds; Unreadable if it holds nothing."""
    collects = gc.isenabled()
    gc.disable()  # books only grow: looking for garbage among them would cost a third
    try:
        return _verified(opened, wish)
    finally:
        if collects:
            gc.enable()


def _verified(opened: OpenedSource, wish: Wish) -> Report:
    source = opened.source
    report = Report(source=source.name)
    code = opened.code or _mirrored(source)
    codes = _codes(source, code, report)
    if not codes:
        raise Unreadable(f"{source.name} holds no record (an address must end in /v/CODE)")
    national = read_national(source, Trusted(wish.keys, wish.policy), wish.older, wish.now)
    report.national = national.report if national else None
    if national is None:
        report.warn(N_("There is no national log here, so nobody else vouches for this record."))
    sums, sizes = _sums(source, code, report)
    role_events: dict[str, Sequence[Mapping[str, Any]]] = {}
    then: dict[str, BooksOutcome | None] = {}
    for place in codes:
        above = [
            event
            for c, events in role_events.items()
            if place != c and (c == COUNTRY or place.startswith(c))
            for event in events
        ]
        known = Known(wish.keys, wish.older, national, above, code == COUNTRY, sizes.get(place))
        read = read_record(source, place, known)
        report.logs.append(read.report)
        role_events.update({place: read.role_events})
        then[place] = read.books_then
        if wish.photos or not source.is_site:
            _check_photos(source, read)
    if sums is not None:
        _compare_sums(sums, then, report)
    _check_older_used(wish.older, report)
    return report


def _mirrored(source: Source) -> str | None:
    """Return the code of the place that a mirror was made of."""
    text = None if source.is_site else read_text(source, "mirror.json", MAX_ENTRY)
    try:
        code = json.loads(text)["code"] if text is not None else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return code if isinstance(code, str) and CODE.fullmatch(code) else None


def _codes(source: Source, code: str | None, report: Report) -> list[str]:
    """Return the records to verify, those of higher places first."""
    lying = {path.split("/")[1] for path in source.listed("v/") if path.endswith("/checkpoint")}
    found = {one for one in lying if CODE.fullmatch(one)}
    if code is not None:
        text = read_text(source, f"v/{code}/logs", MAX_LIST)
        named = text.split() if text is not None else []
        if not all(CODE.fullmatch(one) for one in named):
            report.blame(None, "list", N_("The list of records is not well formed."))
            named = [one for one in named if CODE.fullmatch(one)]
        found |= set(named)
        if not any(code == COUNTRY or one.startswith(code) for one in named):
            found.add(code)  # a list of others alone would leave out what was asked for
    return sorted(found, key=lambda one: (len(one), one))


def _sums(
    source: Source, code: str | None, report: Report
) -> tuple[dict[str, Any] | None, dict[str, int]]:
    """Return the published sums of the place, and at which size each village was summed up."""
    data = source.read(f"v/{code}/sums", MAX_SUMS) if code is not None else None
    if data is None:
        return None, {}
    try:
        sums = json.loads(data)
        if canonical_value(sums) != data or differs(sums):
            raise ValueError("sums")
        sizes = {str(one["village"]): int(one["size"]) for one in sums["villages"]}
    except (ValueError, KeyError, TypeError, RecursionError, NotCanonical):
        report.blame(None, "I10", N_("The published sums are not the sums of their villages."))
        return None, {}
    return sums, sizes


def _compare_sums(
    sums: Mapping[str, Any], then: Mapping[str, BooksOutcome | None], report: Report
) -> None:
    """Compare each village's part of the sums with its books as rebuilt."""
    compared = 0
    for part in sums["villages"]:
        if part["village"] not in then:
            text = N_("The sums count %(place)s, whose record is not here.")
            report.blame(None, "I10", text, place=part["village"])
            continue
        books = then[part["village"]]
        if books is None:
            text = N_("The sums of %(place)s belong to another size of its record.")
            report.warn(text, place=part["village"])
        elif not _is_part(part, books):
            text = N_("The published sums of %(place)s are not what its entries make.")
            report.blame(None, "I10", text, place=part["village"])
        else:
            compared += 1
    if compared and not any(fault.rule == "I10" for fault in report.faults):
        text = N_("The published sums are exactly those of %(number)s villages.")
        report.prove(text, number=compared)


def _is_part(part: Mapping[str, Any], books: BooksOutcome) -> bool:
    currencies = {*books.money_in, *books.money_out, ""}
    flows = {(books.money_in.get(c, 0), books.money_out.get(c, 0)) for c in currencies}
    return (
        part["balances"] == books.balances
        and (part["money_in"], part["money_out"]) in flows
        and part["labour_days"] == books.labour_days
    )


def _check_photos(source: Source, read: Read) -> None:
    books = read.report.books
    if books is None or not books.photos:
        return
    lying = set(source.listed("r/"))
    missing = good = 0
    for name in books.photos:
        path = f"r/{name}"
        try:
            there = source.is_site or path in lying
            data = source.read(path, MAX_PHOTO) if there else None
        except Unreadable:
            data = b""
        if data is None:
            missing += 1
        elif hashlib.sha256(data).hexdigest() != name:
            text = N_("A photo of a receipt is not the one in the record: r/%(name)s.")
            read.report.blame(None, "photo", text, name=name)
        else:
            good += 1
    if good:
        read.report.prove(N_("%(number)s photos of receipts are those of the record."), number=good)
    if missing:
        text = N_("%(number)s photos of receipts are not here.")
        read.report.warn(text, number=missing)


def _check_older_used(older: Sequence[Older], report: Report) -> None:
    logs = [log for log in (*report.logs, report.national) if log is not None]
    for one in older:
        if not any(one.is_of(log.origin) for log in logs):
            text = N_("There is no record of %(place)s here to compare the older checkpoint with.")
            report.blame(None, "prefix", text, place=one.place)
