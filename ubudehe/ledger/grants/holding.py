"""What a grant holds on a day, and that no payment takes more of it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from heapq import merge
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import and_
from sqlmodel import Session, col, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.ledger.entries.conditions import is_posted
from ubudehe.ledger.entries.tables import EntryPosting, LedgerEntry
from ubudehe.ledger.grants.agreements import grant_by_code, grants_of, withdrawals_now
from ubudehe.ledger.grants.tables import Grant, GrantWithdrawal, code_of
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.entries import Posting, Transaction
from ubudehe.ledger.rules.following import OWN, Came, Left, Move, Pots, Went, follow
from ubudehe.people.desk import Desk
from ubudehe.projects.envelopes import Envelope, doubts_envelopes, tells_envelopes
from ubudehe.projects.proposals.queries import funded_projects
from ubudehe.record.tables import Act
from ubudehe.storage.prepared import Prepared, given
from ubudehe.storage.reading import pick

Paid = dict[tuple[str, str], Counter[UUID]]
"""By code and currency of a grant: what it paid for each project, in minor units."""

_GIVEN_BACK = Prepared(
    select(
        col(Grant.number),
        col(GrantWithdrawal.id),
        col(GrantWithdrawal.withdrawn_on),
        col(GrantWithdrawal.undone_by),
    )
    .join(GrantWithdrawal, col(GrantWithdrawal.agreement) == Grant.id)
    .where(Grant.village == given("village"), GrantWithdrawal.rest == "back")
)


def moves_of(session: Session, village: str, size: int | None = None) -> list[Move]:
    """Return what the entries of a village did with money, in the order of their posting.

    With `size`, as the record said when it held so many acts.
    """
    bound = _bound(session, village)
    rows = _postings(size is not None).rows(session, village=village, size=size)
    about: dict[UUID, tuple[date, UUID | None, int]] = {}
    postings: dict[UUID, list[Posting]] = {}
    for id_, day, reverses, index, *posting in rows:
        about[id_] = day, reverses, index
        postings.setdefault(id_, []).append(Posting(*posting))
    posted = (
        (index, _move(id_, day, reverses, postings[id_], bound))
        for id_, (day, reverses, index) in about.items()
    )
    return [move for _, move in merge(posted, _aside(session, village, size), key=itemgetter(0))]


@tells_envelopes
def _for_votes(session: Session, village: str, currency: str | None) -> list[Envelope]:
    """Return the grants on whose money a village votes: those given for no project yet.

    Of one that was withdrawn there is what had come, if the village may keep that; else it is told
    what was spent of it.
    """
    gone = withdrawals_now(session, village)
    found = [one for one in grants_of(session, village) if currency in (None, one.currency)]
    moves = moves_of(session, village) if gone else []
    paid = _paid(session, village, moves)
    return [_envelope(one, gone.get(one.code), moves, paid) for one in found if one.project is None]


@doubts_envelopes
def _may_lack(session: Session, held: Mapping[UUID, int]) -> set[UUID]:
    """Return which grants were withdrawn, or promise less than votes hold of them at most."""
    withdrawn = and_(
        col(GrantWithdrawal.agreement) == Grant.id, col(GrantWithdrawal.undone_by).is_(None)
    )
    rows = session.execute(
        pick(Grant.id, Grant.amount, GrantWithdrawal.agreement)
        .outerjoin(GrantWithdrawal, withdrawn)
        .where(col(Grant.id).in_(held))
    )
    return {id_ for id_, amount, gone in rows if gone is not None or amount < held[id_]}


def _envelope(
    grant: Grant, gone: GrantWithdrawal | None, moves: Iterable[Move], paid: Paid
) -> Envelope:
    there = _there(grant, gone, moves)
    back = gone is not None and gone.rest != "kept"
    spent = paid.get((grant.code, grant.currency), Counter()) if back else Counter()
    return Envelope(
        grant.id, grant.code, grant.giver, there, withdrawn=gone is not None, spent=spent
    )


def _paid(session: Session, village: str, moves: Sequence[Move]) -> Paid:
    """Return what each grant paid for each project, without what was reversed."""
    if not moves:
        return {}
    ids = {line.code: line.id for line in funded_projects(session, village)}
    about = {move.entry: move.went[0].project for move in moves if move.went}
    about |= {one.entry: about[one.reverses] for one in moves if one.reverses in about}
    found: Paid = {}
    for share in follow(moves):
        project = ids.get(about.get(share.entry) or "")
        if share.grant and project:
            paid = found.setdefault((share.grant, share.currency), Counter())
            paid[project] += share.amount
    return found


def _there(grant: Grant, gone: GrantWithdrawal | None, moves: Iterable[Move]) -> int:
    if gone is None:
        return grant.amount
    return came_of(moves, grant.code, grant.currency) if gone.rest == "kept" else 0


def came_of(moves: Iterable[Move], code: str, currency: str, *, changed: bool = True) -> int:
    """Return what has come of a grant in a currency, with or without what the bank changed."""
    return sum(
        one.amount
        for move in moves
        for one in move.came
        if one.grant == code and one.currency == currency and (changed or not one.changed)
    )


def left_of_grant(session: Session, grant: Grant, own: str, day: date) -> dict[str, int]:
    """Return what lies of a grant at the end of a day by currency, without zeros.

    In the country's currency `own`, and in its own where that is another.
    """
    pots = Pots()
    for move in moves_of(session, grant.village):
        pots.take(move)
    held = {unit: pots.left(grant.code, unit, day).on_day for unit in (own, grant.currency)}
    return {unit: amount for unit, amount in held.items() if amount > 0}


def check_grants(desk: Desk, day: date, done: Transaction, field: str | None = None) -> None:
    """Refuse that an entry takes more of a grant than it holds on that day.

    What entries of later days took already is not there for it: they are posted, and stay.
    Foreign money that is changed without a grant's code must belong to none.
    """
    asked = _asked(done, desk.country.currency)
    if not asked:
        return
    pots = Pots()
    for move in moves_of(desk.session, desk.place):
        pots.take(move)
    for (grant, currency), amount in asked.items():
        if grant == OWN and not pots.is_granted(currency, day):
            continue  # whether so much lies there at all, the account itself tells
        left = pots.left(grant, currency, day)
        if min(left.on_day, left.unused) < amount:
            raise _too_much(desk, grant, currency, left, amount, field)


def check_promised(desk: Desk, kind: str, done: Transaction, field: str | None = None) -> None:
    """Refuse that more comes of a grant than its giver promised; what takes back is never asked."""
    for posting in done.postings if kind == "grant" else ():
        if posting.grant is None or not accounts.is_money_in(posting.account):
            continue
        grant = grant_by_code(desk.session, desk.place, posting.grant)
        if grant is None:
            continue
        moves = moves_of(desk.session, desk.place)
        open_ = grant.amount - came_of(moves, grant.code, grant.currency, changed=False)
        if -posting.amount > open_:
            raise Refusal(
                N_("Only %(left)s of %(grant)s is promised still. Amend what was agreed first."),
                field,
                left=desk.country.money(max(open_, 0), grant.currency),
                grant=grant.code,
            )


def _too_much(
    desk: Desk, grant: str, currency: str, left: Left, amount: int, field: str | None
) -> Refusal:
    there = desk.country.money(max(min(left.on_day, left.unused), 0), currency)
    if grant == OWN:
        text = N_("Only %(left)s of this money belongs to no grant. Say which grant it is of.")
        return Refusal(text, field, left=there)
    if left.on_day < amount:
        text = N_("Only %(left)s is left of %(grant)s on that day.")
    else:
        text = N_("Only %(left)s is free of %(grant)s on that day: later payments used the rest.")
    return Refusal(text, field, left=there, grant=grant)


def _asked(done: Transaction, own: str) -> dict[tuple[str, str], int]:
    """Return what an entry takes by grant and currency: payments, money changed or sent back.

    What it makes of foreign money and spends at once, such as a fee, is not taken from before.
    """
    found: dict[tuple[str, str], int] = {}
    for posting in done.postings:
        moves = accounts.is_money_in(posting.account) or accounts.is_money_out(posting.account)
        watched = posting.grant is not None or posting.currency != own
        if moves and watched:
            key = posting.grant or OWN, posting.currency
            found[key] = found.get(key, 0) + posting.amount
    return {key: amount for key, amount in found.items() if amount > 0}


def _move(
    id_: UUID,
    day: date,
    reverses: UUID | None,
    postings: list[Posting],
    bound: dict[str, str | None],
) -> Move:
    return Move(
        id_,
        day,
        came=tuple(
            Came(
                one.grant or OWN,
                -one.amount,
                one.currency,
                bound.get(one.grant or OWN),
                changed=one.account == accounts.EXCHANGE,
            )
            for one in postings
            if accounts.is_money_in(one.account)
        ),
        went=tuple(
            Went(one.grant, accounts.project_of(one.account), one.amount, one.currency)
            for one in postings
            if accounts.is_money_out(one.account) and one.amount > 0
        ),
        reverses=reverses,
    )


@cache
def _postings(sized: bool) -> Prepared[Any]:
    """Return what asks for all that is posted, or was in a record of a given size."""
    return Prepared(
        pick(
            LedgerEntry.id,
            LedgerEntry.entry_date,
            LedgerEntry.reverses,
            LedgerEntry.decided_idx,
            EntryPosting.account,
            EntryPosting.amount,
            EntryPosting.currency,
            EntryPosting.grant_code,
        )
        .join(EntryPosting, col(EntryPosting.entry) == LedgerEntry.id)
        .where(LedgerEntry.village == given("village"), is_posted(given("size") if sized else None))
        .order_by(col(LedgerEntry.decided_idx), col(EntryPosting.position))
    )


def _aside(session: Session, village: str, size: int | None) -> list[tuple[int, Move]]:
    """Return when rests of grants were set aside to go back, or no more, in the record's order."""
    acts: dict[UUID, tuple[date, tuple[str, bool]]] = {}
    for number, act, day, undone_by in _GIVEN_BACK.rows(session, village=village):
        acts[act] = day, (code_of(number), True)
        if undone_by is not None:
            acts[undone_by] = day, (code_of(number), False)
    if not acts:
        return []
    known = session.execute(
        pick(Act.idx, Act.id).where(Act.log == village, col(Act.id).in_(list(acts)))
    )
    said = sorted((index, act) for index, act in known if size is None or index < size)
    return [(index, Move(act, acts[act][0], aside=acts[act][1])) for index, act in said]


def _bound(session: Session, village: str) -> dict[str, str | None]:
    codes = {line.id: line.code for line in funded_projects(session, village)}
    found = grants_of(session, village)
    return {one.code: codes.get(one.project) for one in found if one.project}
