"""Entries and grants of a village's books."""

from datetime import date, datetime
from uuid import UUID

from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.exports.asking import asked_of
from ubudehe.ledger.rules.entries import Posting
from ubudehe.ledger.rules.states import EntryState
from ubudehe.openbooks.api.asking import ApiAsk
from ubudehe.openbooks.api.book_models import (
    ApiEntries,
    ApiEntry,
    ApiEntryLine,
    ApiGains,
    ApiGrant,
    ApiGrantLine,
    ApiGrants,
    ApiPaid,
    ApiPhoto,
    ApiPosting,
    ApiQuantity,
    ApiReceived,
    ApiTranche,
)
from ubudehe.openbooks.api.models import ApiEvent, ApiHeld, ApiMoney, ApiThing
from ubudehe.openbooks.api.places import told_people, told_place
from ubudehe.openbooks.givers import WrittenGrant, grants_behind
from ubudehe.openbooks.grant import GrantStory, grant_story, village_of_grant
from ubudehe.openbooks.ledger import KINDS, LedgerRow, entries_behind
from ubudehe.openbooks.queries import PublicEntry, public_entry, village_of
from ubudehe.openbooks.rules.asked_entries import read_asked
from ubudehe.openbooks.rules.cursors import Key, part_of_rest
from ubudehe.record.queries import EventLine
from ubudehe.record.rules.suppression import Shown

LABOUR = "labour"


def village_entries(ask: ApiAsk) -> ApiEntries:
    """Answer the entries of a village that fit what is asked for."""
    village, last = ask.village.code, ask.last(int)
    names = ("project", "kind", "month", "way", "flag")
    asked = read_asked(text=ask.text("q"), kinds=KINDS, **{name: ask.text(name) for name in names})
    after = int(last[0]) if last else 0
    rows = entries_behind(ask.session, village, asked, ask.country, ask.today, after, ask.limit + 1)
    part = part_of_rest(rows, lambda row: (row.line.number,), last, ask.limit)
    items = tuple(_entry_line(ask, row) for row in part.items)
    return ApiEntries(items=items, cursor=ask.behind(part), more=part.more)


def _entry_line(ask: ApiAsk, row: LedgerRow) -> ApiEntryLine:
    line = row.line
    work = line.kind == LABOUR
    return ApiEntryLine(
        id=line.id,
        number=line.number,
        day=line.entry_date,
        kind=line.kind,
        what=line.what,
        state=line.state,
        amount=None if work else ask.money(line.amount, line.currency),
        labour_days=line.amount if work else None,
        reverses=line.reverses,
        is_reversed=line.is_reversed,
        moved=ask.money(row.moved) if row.moved else None,
        after=None if row.after is None else ask.money(row.after),
        receipt=f"/r/{row.photo}" if row.photo else None,
    )


def one_entry(ask: ApiAsk) -> ApiEntry:
    """Answer one entry with its life and its proof."""
    village = village_of(ask.session, LedgerEntry, ask.id)
    page = public_entry(ask.session, village, ask.id, ask.country, ask.today)
    why = "erased" if page.payee_erased else "personal" if page.payee_hidden else None
    return ApiEntry(
        place=told_place(page.place),
        id=page.id,
        number=page.number,
        day=page.entry_date,
        kind=page.kind,
        what=page.what,
        payee=page.payee,
        payee_hidden=why,
        state=page.state,
        needs=page.needs,
        approvals=page.approvals,
        expires_on=page.expires_on,
        amount=None if page.labour_days else ask.money(page.amount, page.currency),
        labour_days=page.labour_days or None,
        project=page.project,
        grants=page.where.grants,
        moved=tuple(
            ApiHeld(place=one.place, amount=ask.money(one.amount, one.currency))
            for one in page.where.moved
        ),
        postings=tuple(_posting(ask, one) for one in page.postings),
        quantities=tuple(
            ApiQuantity(unit=one.unit, number=one.number, rate=one.rate) for one in page.quantities
        ),
        evidence_class=page.backing.grade or None,
        photos=_photos(page),
        statements=tuple(one.kind for one in page.backing.statements if not one.erased),
        over_budget=page.doubts.is_over_budget,
        reverses=page.reverses,
        reversed_by=page.reversed_by,
        clears=page.clears,
        cleared_by=tuple(one.id for one in page.cleared_by),
        events=told_events(page.place.code, page.events),
    )


def _photos(page: PublicEntry) -> tuple[ApiPhoto, ...]:
    refused = page.state == EntryState.REFUSED
    return tuple(
        ApiPhoto(
            sha256=None if one.gone else one.sha256,
            kind=one.kind,
            bytes=one.size,
            gone=one.gone or None,
            address=None if one.gone or refused else f"/r/{one.sha256}",
        )
        for one in page.backing.photos
    )


def _posting(ask: ApiAsk, one: Posting) -> ApiPosting:
    return ApiPosting(
        account=one.account, amount=ask.money(one.amount, one.currency), grant=one.grant
    )


def told_events(village: str, events: tuple[EventLine, ...]) -> tuple[ApiEvent, ...]:
    """Return acts about something, each with the address of its proof."""
    return tuple(
        ApiEvent(
            type=one.type,
            index=one.index,
            leaf_hash=one.leaf_hash,
            role=one.role,
            key=one.key,
            at=one.at,
            proof=f"/v/{village}/proof/{one.index}",
        )
        for one in events
    )


def find_grants(ask: ApiAsk) -> ApiGrants:
    """Answer the grants of the country that fit words: giver, purpose or code."""
    return _grants(ask, "")


def village_grants(ask: ApiAsk) -> ApiGrants:
    """Answer the grants of a village."""
    return _grants(ask, ask.village.code)


def _grants(ask: ApiAsk, village: str) -> ApiGrants:
    last = _moment_and_id(ask.last(str, str))
    rows = grants_behind(ask.session, village, ask.text("q"), last, ask.limit + 1)
    part = part_of_rest(rows, _key_of_grant, ask.last(str, str), ask.limit)
    items = tuple(
        ApiGrantLine(
            id=one.line.id,
            code=one.line.code,
            village=one.line.village,
            giver=one.line.giver,
            purpose=one.line.purpose,
            amount=ask.money(one.line.amount, one.line.currency),
            agreed_on=one.line.agreed_on,
            withdrawn_on=one.line.withdrawn_on,
        )
        for one in part.items
    )
    return ApiGrants(items=items, cursor=ask.behind(part), more=part.more)


def _key_of_grant(one: WrittenGrant) -> Key:
    return (one.at.isoformat(), str(one.line.id))


def _moment_and_id(key: Key | None) -> tuple[datetime, UUID] | None:
    return (datetime.fromisoformat(str(key[0])), UUID(str(key[1]))) if key else None


def one_grant(ask: ApiAsk) -> ApiGrant:
    """Answer a grant followed to its receipts, as of today or of an earlier day."""
    village, text = village_of_grant(ask.session, ask.id), ask.text("as-of")
    if not text:
        return _grant(ask, grant_story(ask.session, ask.id, ask.today, ask.country))
    signed = ask.heads.last_signed(village)
    head = signed.checkpoint if signed else None
    asked, _ = asked_of({"as-of": text}, ask.session, village, head, ask.country, ask.now)
    past = date.fromisoformat(text) if "-" in text else ask.today
    story = grant_story(ask.session, ask.id, ask.today, ask.country, past, asked.size)
    return _grant(ask, story)


def _grant(ask: ApiAsk, page: GrantStory) -> ApiGrant:
    line, project = page.line, page.view.project

    def own(minor: int) -> ApiMoney:
        return ask.money(minor, line.currency)

    return ApiGrant(
        place=told_place(page.place),
        id=line.id,
        code=line.code,
        source=line.source,
        giver=line.giver,
        purpose=line.purpose,
        reference=line.reference,
        giver_title=line.own_title,
        giver_language=line.own_language,
        agreed_on=line.agreed_on,
        withdrawn_on=line.withdrawn.day if line.withdrawn else None,
        until=page.view.until,
        amount=own(line.amount),
        came=own(line.came),
        changed_to=ask.money(line.converted),
        spent=ask.money(line.spent),
        given_back=ask.money(line.given_back),
        left=ask.money(line.left),
        late=own(line.late),
        tranches=tuple(
            ApiTranche(due=one.due, promised=own(one.promised), came=own(one.came), state=one.state)
            for one in line.tranches
        ),
        project=ApiThing(id=project.id, code=project.code, title=project.title)
        if project
        else None,
        receipts=tuple(
            ApiReceived(
                entry=one.id,
                number=one.number,
                day=one.entry_date,
                amount=ask.money(one.amount, one.currency),
                is_reversed=one.is_reversed,
            )
            for one in page.view.receipts
        ),
        payments=tuple(
            ApiPaid(
                entry=one.line.id,
                number=one.line.number,
                day=one.line.entry_date,
                what=one.line.what,
                part=ask.money(one.part),
            )
            for one in page.view.payments
        ),
        made=page.made,
        proven=page.proven,
        gain=told_gain(page.people),
        flags=tuple(one.key for one in page.flags),
    )


def told_gain(people: tuple[tuple[str, Shown | None], ...]) -> tuple[ApiGains, ...]:
    """Return how many of each kind of people gain."""
    return tuple(ApiGains(who=who, people=told_people(count)) for who, count in people)
