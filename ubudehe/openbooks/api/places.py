"""Places and their sums, villages at a glance, months, and the signed head."""

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.ledger.entries.queries import fund
from ubudehe.ledger.months.figures import PlaceOfMoney
from ubudehe.ledger.months.queries import month_view, months
from ubudehe.ledger.rules.months import is_month
from ubudehe.openbooks.api.asking import ApiAsk
from ubudehe.openbooks.api.models import (
    ApiByKind,
    ApiCheckpoint,
    ApiChild,
    ApiChildren,
    ApiCount,
    ApiFoundPlaces,
    ApiHeld,
    ApiMonth,
    ApiMonthLine,
    ApiMonths,
    ApiPlace,
    ApiPlaceOfMoney,
    ApiPlaceView,
    ApiSums,
    ApiVillage,
)
from ubudehe.openbooks.money import receipted
from ubudehe.openbooks.queries import kinds_of_money
from ubudehe.openbooks.sums import Sums, sums_below, sums_of
from ubudehe.places.queries import PlaceLine, place_view, search_places
from ubudehe.record.queries import record_size
from ubudehe.record.rules.shapes import COUNTRY
from ubudehe.record.rules.suppression import Shown


def told_place(line: PlaceLine) -> ApiPlace:
    """Return a place as the API tells it."""
    return ApiPlace(code=line.code or COUNTRY, level=line.level, name=line.name, path=line.path)


def told_people(count: Shown | None) -> ApiCount:
    """Return a number of people, or that it is not told."""
    return ApiCount(count=count, hidden="few" if count is None else None)


def find_places(ask: ApiAsk) -> ApiFoundPlaces:
    """Answer the places that a text may mean."""
    found = search_places(ask.session, ask.text("q"), ask.country)
    return ApiFoundPlaces(found=found.found, items=tuple(map(told_place, found.lines)))


def place_sums(ask: ApiAsk) -> ApiPlaceView:
    """Answer one place with its sums."""
    view = place_view(ask.session, ask.code, ask.country)
    return ApiPlaceView(
        place=told_place(view.place),
        above=tuple(map(told_place, view.above)),
        sums=_sums(ask, sums_of(ask.session, ask.code, ask.country)),
    )


def places_below(ask: ApiAsk) -> ApiChildren:
    """Answer the places directly below one, each with its sums."""
    below = place_view(ask.session, ask.code, ask.country).below
    part = ask.part(below, lambda one: (one.code,), str)
    length = len(below[0].code) if below else 0
    sums = sums_below(ask.session, ask.code, length, ask.country) if below else {}
    items = tuple(
        ApiChild(
            place=told_place(one),
            sums=_sums(ask, sums[one.code]) if one.code in sums else None,
        )
        for one in part.items
    )
    return ApiChildren(items=items, cursor=ask.behind(part), more=part.more)


def _sums(ask: ApiAsk, sums: Sums) -> ApiSums:
    coverage = sums.coverage
    return ApiSums(
        villages=sums.villages,
        meetings=sums.assemblies,
        proposals=sums.proposals,
        votes=sums.votes,
        projects=sums.projects,
        money_in=ask.money(sums.money_in),
        money_out=ask.money(sums.money_out),
        left=ask.money(sums.left),
        labour_days=sums.labour_days,
        households=told_people(sums.households),
        classified=told_people(coverage.classified if coverage else None),
        registered=told_people(coverage.registered if coverage else None),
    )


def village_standing(ask: ApiAsk) -> ApiVillage:
    """Answer what a village has today, where it lies, and where it came from."""
    place, session = ask.village, ask.session
    held = fund(session, place.code, ask.today, most=1)
    kinds = kinds_of_money(session, place.code, ask.country.currency)
    here = sum(one.amount for one in held.held if one.place != "foreign")
    told = {
        table: tuple(
            ApiByKind(kind=kind, amount=ask.money(amount))
            for which, kind, amount in kinds
            if which == table
        )
        for table in ("money_source", "expense")
    }
    return ApiVillage(
        place=told_place(place),
        sums=_sums(ask, sums_of(session, place.code, ask.country)),
        here=ask.money(here),
        held=tuple(
            ApiHeld(place=one.place, amount=ask.money(one.amount, one.currency))
            for one in held.held
        ),
        advances=ask.money(held.advances),
        kept_back=ask.money(held.kept_back),
        receipted=ask.money(receipted(session, place.code, ask.country.currency)),
        sources=told["money_source"],
        purposes=told["expense"],
        record_size=record_size(session, place.code),
    )


def checkpoint(ask: ApiAsk) -> ApiCheckpoint:
    """Answer the head of a village's record that was signed last."""
    code = ask.village.code
    head = ask.heads.last_signed(code)
    if head is None:
        raise NotFound(N_("There is no such page."))
    return ApiCheckpoint(
        origin=ask.heads.origin(code),
        size=head.checkpoint.size,
        root=head.checkpoint.root.hex(),
        note=head.note,
        keys=ask.heads.vkeys(code),
    )


def village_months(ask: ApiAsk) -> ApiMonths:
    """Answer the months of a village's books."""
    found = months(ask.session, ask.village.code, ask.today)
    part = ask.part(found, lambda one: (one.month,), str)
    items = tuple(ApiMonthLine(month=one.month, state=one.state) for one in part.items)
    return ApiMonths(items=items, cursor=ask.behind(part), more=part.more)


def village_month(ask: ApiAsk) -> ApiMonth:
    """Answer one month of a village's books."""
    place, month = ask.village, str(ask.params["month"])
    if not is_month(month):
        raise NotFound(N_("There is no such page."))
    page = month_view(ask.session, place.code, month, ask.today, ask.country)
    return ApiMonth(
        place=told_place(place),
        month=page.month,
        first=page.first,
        last=page.last,
        state=page.state,
        places=tuple(_place_of_money(ask, one) for one in page.places),
        sources=_by_kind(ask, page.incomes),
        purposes=_by_kind(ask, page.expenses),
        money_in=ask.money(page.money_in),
        money_out=ask.money(page.money_out),
        labour_days=page.labour_days,
        materials=ask.money(page.materials),
        waiting=len(page.waiting),
        unproven=len(page.unproven),
        later=page.later.part.all,
        closing_hash=page.closing_hash or None,
        size=page.size,
        closed_at=page.closed_at,
        signed_at=page.signed_at,
        reviewed_at=page.reviewed_at,
        reviewed_level=page.reviewed_level or None,
        meeting=page.assembly,
    )


def _by_kind(ask: ApiAsk, kinds: tuple[tuple[str, int], ...]) -> tuple[ApiByKind, ...]:
    return tuple(ApiByKind(kind=kind, amount=ask.money(amount)) for kind, amount in kinds)


def _place_of_money(ask: ApiAsk, one: PlaceOfMoney) -> ApiPlaceOfMoney:
    unit = one.currency
    return ApiPlaceOfMoney(
        place=one.place,
        before=ask.money(one.before, unit),
        came=ask.money(one.came, unit),
        went=ask.money(one.went, unit),
        after=ask.money(one.after, unit),
        counted=ask.money(one.count.amount, unit) if one.count else None,
    )
