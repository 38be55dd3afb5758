"""A giver's file beside a village's books: what of it is of this village, and what differs."""

import csv
from dataclasses import dataclass
from io import StringIO
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.audit.rules.aid_file import NotAnAidFile, read_aid_file
from ubudehe.audit.rules.other_side import (
    DIFFERENCES,
    ComparedMoney,
    KnownGrant,
    ReceivedMoney,
    compare,
    grants_meant,
    sent_money,
)
from ubudehe.language.messages import N_
from ubudehe.language.sentences import Sentence, Value, day, listed, number, text
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.exports.sheets import safe_row
from ubudehe.ledger.grants.holding import moves_of
from ubudehe.ledger.grants.tables import Grant
from ubudehe.places.pack import Country
from ubudehe.storage.reading import pick

_SAYS = {
    "same": N_(
        "%(grant)s: %(sent)s was sent on %(sent_on)s and booked on %(booked_on)s as entry "
        "%(number)s."
    ),
    "day": N_(
        "%(grant)s: %(sent)s was sent on %(sent_on)s; the books say it came on %(booked_on)s, "
        "entry %(number)s."
    ),
    "amount": N_(
        "%(grant)s: the file says %(sent)s was sent on %(sent_on)s; entry %(number)s of "
        "%(booked_on)s says that %(booked)s came."
    ),
    "currency": N_(
        "%(grant)s: the file says %(sent)s was sent on %(sent_on)s; entry %(number)s of "
        "%(booked_on)s says that %(booked)s came. Nothing is converted here."
    ),
    "not_booked": N_(
        "%(grant)s: the file says %(sent)s was sent on %(sent_on)s; its arrival is booked nowhere."
    ),
    "not_told": N_(
        "%(grant)s: entry %(number)s of %(booked_on)s says that %(booked)s came; the file does not "
        "say that it was sent."
    ),
}
MOST_OF_VILLAGE = 2_000
"""So many payments to one village are compared and shown: no giver pays it that often."""
COLUMNS = (
    *("difference", "grant", "activity", "sent_on", "sent_minor", "sent_currency"),
    *("entry", "booked_on", "booked_minor", "booked_currency"),
)


@dataclass(frozen=True)
class GivingLine:
    """One thing sent beside one that came, said in a sentence; `about` is for a finding."""

    pair: ComparedMoney
    says: Sentence
    about: str

    @property
    def differs(self) -> bool:
        """Tell whether both sides do not say the same."""
        return self.pair.difference != "same"

    @property
    def activity(self) -> str:
        """Return the id of the giver's activity, or nothing where the file is silent."""
        return self.pair.sent.activity if self.pair.sent else ""

    @property
    def row(self) -> list[object]:
        """Return it as a row of a table; amounts in minor units."""
        sent, came = self.pair.sent, self.pair.received
        grant = came.grant if came else " ".join(sent.grants if sent else ())
        return [
            *(self.pair.difference, grant, self.activity),
            *((sent.day, sent.amount, sent.currency) if sent else ("", "", "")),
            *((came.number, came.day, came.amount, came.currency) if came else ("", "", "", "")),
        ]


@dataclass(frozen=True)
class OtherSide:
    """What a giver's file says of a village's grants, beside the books.

    `others` are disbursements in which nothing names this village's grants, `unreadable` those
    whose day or amount cannot be read; `silent` the grants of which the file says nothing.
    """

    lines: tuple[GivingLine, ...]
    others: int
    unreadable: int
    silent: tuple[str, ...]
    days: int

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """Return how many of each difference there are, none left out that is there."""
        told = [one.pair.difference for one in self.lines]
        return tuple((one, told.count(one)) for one in DIFFERENCES if one in told)

    @property
    def differing(self) -> int:
        """Return in how many things both sides do not say the same."""
        return sum(line.differs for line in self.lines)

    @property
    def as_csv(self) -> str:
        """Return it as CSV (RFC 4180); a text that a spreadsheet would run gets a «'»."""
        out = StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows(safe_row(line.row) for line in self.lines)
        return out.getvalue()


def other_side(session: Session, village: str, content: bytes, country: Country) -> OtherSide:
    """Return a giver's file beside the books of a village; NotAnAidFile where it is none."""
    read = read_aid_file(content)
    grants = _grants(session, village)
    meant = [(one, grants_meant(one, village, grants)) for one in read]
    of_village = [sent_money(one, codes, country.exponent_of) for one, codes in meant if codes]
    if len(of_village) > MOST_OF_VILLAGE:
        raise NotAnAidFile("large")
    sent = [one for one in of_village if one is not None]
    days = country.audit.match_days
    pairs = compare(sent, _received(session, village), days)
    spoken = {code for one in sent for code in one.grants}
    ids = {one.code: one.id for one in grants}
    return OtherSide(
        lines=tuple(_line(one, ids, country) for one in pairs),
        others=len(read) - len(of_village),
        unreadable=len(of_village) - len(sent),
        silent=tuple(one.code for one in grants if one.code not in spoken),
        days=days,
    )


def _grants(session: Session, village: str) -> tuple[KnownGrant, ...]:
    rows = session.exec(
        select(Grant).where(Grant.village == village).order_by(col(Grant.number))
    ).all()
    return tuple(
        KnownGrant(one.id, one.code, one.giver, one.purpose, one.reference) for one in rows
    )


def _received(session: Session, village: str) -> list[ReceivedMoney]:
    """Return what came of grants by entries that stand; three queries however many there are."""
    moves = moves_of(session, village)
    gone = {move.reverses for move in moves if move.reverses}
    came: dict[tuple[UUID, str, str], int] = {}
    for move in moves:
        for one in move.came:
            if not (one.changed or move.reverses or move.entry in gone):
                key = move.entry, one.grant, one.currency
                came[key] = came.get(key, 0) + one.amount
    days = {move.entry: move.day for move in moves}
    wanted = col(LedgerEntry.id).in_({entry for entry, _, _ in came})
    rows = session.execute(pick(LedgerEntry.id, LedgerEntry.number).where(wanted)).all()
    numbers = {id_: int(number) for id_, number in rows}
    return [
        ReceivedMoney(entry, numbers[entry], days[entry], amount, currency, grant)
        for (entry, grant, currency), amount in came.items()
    ]


def _line(pair: ComparedMoney, ids: dict[str, UUID], country: Country) -> GivingLine:
    sent, came = pair.sent, pair.received
    values: dict[str, Value] = {}
    codes = [came.grant] if came else list(sent.grants if sent else ())
    values["grant"] = listed(codes)
    if sent:
        values["sent"] = text(country.money(sent.amount, sent.currency))
        values["sent_on"] = day(sent.day)
    if came:
        values["booked"] = text(country.money(came.amount, came.currency))
        values["booked_on"] = day(came.day)
        values["number"] = number(came.number)
    said = _SAYS[pair.difference]
    used = {name: value for name, value in values.items() if f"%({name})s" in said}
    about = f"entry:{came.entry}" if came else f"grant:{ids[codes[0]]}"
    return GivingLine(pair, Sentence(said, used), about)
