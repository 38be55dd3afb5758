"""A grant followed to each receipt, as of today or of an earlier day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col

from ubudehe.audit.listing import FlagLine
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.ledger.entries.listing import EntryLine
from ubudehe.ledger.entries.tables import EntryPosting
from ubudehe.ledger.evidence.queries import shown_on, shown_receipts
from ubudehe.ledger.grants.agreements import grants_of
from ubudehe.ledger.grants.queries import GrantLine, GrantView, grant_view
from ubudehe.ledger.grants.tables import Grant
from ubudehe.ledger.rules import accounts
from ubudehe.openbooks.flags import flags_about, public_flags
from ubudehe.openbooks.rules.parts_paid import paid_by_parts
from ubudehe.places.pack import Country
from ubudehe.places.queries import PlaceLine, find_place
from ubudehe.projects.proposals.queries import public_proposal
from ubudehe.record.rules.suppression import Shown
from ubudehe.storage.reading import pick

PAYMENTS = 60
"""How many payments the page lists, the latest; all stand in the village's books."""


@dataclass(frozen=True)
class PaidFrom:
    """What one part of a grant paid of one entry, below zero where a mistake was taken back.

    `photo` is the hash of its receipt, of `kilobytes`; empty where none is shown.
    """

    line: EntryLine
    part: int
    photo: str
    kilobytes: int

    @property
    def whole(self) -> bool:
        """Tell whether this part alone made the payment."""
        return abs(self.part) == self.line.amount


@dataclass(frozen=True)
class PartOfGrant:
    """Money that came at once, in the country's currency, and what it paid, the latest first."""

    line: EntryLine
    came: int
    spent: int
    given_back: int
    payments: tuple[PaidFrom, ...]

    @property
    def left(self) -> int:
        """Return what of it is neither spent nor given back."""
        return self.came - self.spent - self.given_back


@dataclass(frozen=True)
class GrantStory:
    """A grant, what each part of it paid, whom it reaches, and what is open."""

    view: GrantView
    place: PlaceLine
    parts: tuple[PartOfGrant, ...]
    made: int
    """Payments that stand: neither taken back nor taking back, nor money back to the giver."""
    proven: int
    """Of these, how many show a receipt, or showed one on the day of which it tells."""
    unlisted: int
    """How many earlier payments are not listed."""
    people: tuple[tuple[str, Shown | None], ...]
    """Who gains from its project: a count of few people is None."""
    flags: tuple[FlagLine, ...]
    past: date | None
    """The day of which it tells, where that is not today."""

    @property
    def line(self) -> GrantLine:
        """Return the grant at a glance."""
        return self.view.line

    @property
    def asked(self) -> str:
        """Return the end of an address that asks for the same day."""
        return f"?as-of={self.past}" if self.past else ""

    @property
    def unproven(self) -> int:
        """Return how many payments that stand show no receipt."""
        return self.made - self.proven

    @property
    def is_open(self) -> bool:
        """Tell whether anything is open: a payment without receipt, a late part, a flag."""
        return bool(self.unproven or self.line.late or self.flags)


def village_of_grant(session: Session, grant: UUID) -> str:
    """Return the village that a grant was given to; NotFound where there is none."""
    row = session.get(Grant, grant)
    if row is None:
        raise NotFound(N_("There is no such page."))
    return row.village


def grant_story(
    session: Session,
    grant: UUID,
    today: date,
    country: Country,
    past: date | None = None,
    size: int | None = None,
) -> GrantStory:
    """Return a grant; with `past` and `size` as the record of so many acts said on that day.

    NotFound where there is none, or it was not agreed by then.
    """
    village = village_of_grant(session, grant)
    if size is not None and grant not in {one.id for one in grants_of(session, village, size)}:
        raise NotFound(N_("This grant was not agreed yet on that day."))
    view = grant_view(session, grant, past or today, country, past, size)
    ids = [one.line.id for one in view.payments]
    photos = shown_receipts(session, ids, size)
    proven = shown_on(session, ids, past or today, size)
    parts = _parts(session, view, photos, country.currency)
    paid = [one.line for one in view.payments if not one.is_back]
    stand = [line for line in paid if not (line.is_reversed or line.reverses)]
    flags = () if past else public_flags(session, village, country, today)
    project = view.project
    return GrantStory(
        view=view,
        place=find_place(session, village),
        parts=parts,
        made=len(stand),
        proven=sum(one.id in proven for one in stand),
        unlisted=max(len(ids) - PAYMENTS, 0),
        people=public_proposal(session, village, project.id).people if project else (),
        flags=flags_about(flags, frozenset(ids)),
        past=past,
    )


def _parts(
    session: Session, view: GrantView, photos: Mapping[UUID, tuple[str, int]], currency: str
) -> tuple[PartOfGrant, ...]:
    """Return the parts in the country's currency, the latest payments of all listed below them."""
    lines = [*view.receipts, *(one.line for one in view.changed)]
    came = _came(session, view.line.code, lines, currency)
    stand = sorted((one for one in lines if came.get(one.id, 0) > 0), key=_in_time)
    payments = sorted(view.payments, key=lambda one: _in_time(one.line))
    told = paid_by_parts([came[one.id] for one in stand], [one.part for one in payments])
    listed = {one.line.id for one in payments[-PAYMENTS:]}
    return tuple(
        PartOfGrant(
            line,
            came[line.id],
            sum(amount for which, amount in paid if not payments[which].is_back),
            sum(amount for which, amount in paid if payments[which].is_back),
            tuple(
                PaidFrom(one, amount, *photos.get(one.id, ("", 0)))
                for which, amount in reversed(paid)
                if (one := payments[which].line).id in listed
            ),
        )
        for line, paid in zip(stand, told, strict=True)
    )


def _in_time(line: EntryLine) -> tuple[date, int]:
    return line.entry_date, line.number


def _came(
    session: Session, code: str, lines: Sequence[EntryLine], currency: str
) -> dict[UUID, int]:
    """Return how much of a grant came by each entry; what was taken back is gone from it."""
    rows = session.execute(
        pick(EntryPosting.entry, EntryPosting.account, EntryPosting.amount).where(
            col(EntryPosting.entry).in_([one.id for one in lines]),
            EntryPosting.grant_code == code,
            EntryPosting.currency == currency,
        )
    ).all()
    reverses = {one.id: one.reverses for one in lines if one.reverses}
    found: dict[UUID, int] = {}
    for entry, account, amount in rows:
        if accounts.is_money_in(account):
            to = reverses.get(entry) or entry
            found[to] = found.get(to, 0) - amount
    return found


def entries_of_grant(view: GrantView) -> tuple[UUID, ...]:
    """Return every entry by which money of a grant came, was changed or was spent."""
    lines = [*view.receipts, *(one.line for one in view.changed)]
    lines += [one.line for one in view.payments]
    return tuple(one.id for one in sorted(lines, key=_in_time))


def subjects_of(session: Session, grant: UUID, today: date, country: Country) -> tuple[str, ...]:
    """Return what the acts about a grant are about: the grant, then its entries."""
    view = grant_view(session, grant, today, country)
    return (str(grant), *dict.fromkeys(map(str, entries_of_grant(view))))
