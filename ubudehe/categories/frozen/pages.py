"""What changed since a list was posted, by whom and why, and whether anybody altered it."""

from starlette.responses import Response

from ubudehe.categories.actions.rounds import last_round
from ubudehe.categories.frozen.queries import audit_list
from ubudehe.categories.schemes.queries import scheme_of
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotAllowed, Refusal
from ubudehe.people.rules import Right
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()
_SEES = (Right.CATEGORISE, Right.DECIDE_APPEALS)


@pages.work("/{place}/categories/changes", Right.LOOK)
def changes(visit: Visit) -> Response:
    """Show a posted list as a difference: what lawful acts changed, and what no act explains."""
    if not any(visit.may(right, visit.param("place")) for right in _SEES):
        raise NotAllowed(N_("Your role does not allow this at this place."))
    place = visit.place
    round_ = last_round(visit.session, place.code)
    if round_ is None or round_.posted_at is None:
        raise Refusal(N_("No list is posted yet."))
    audit = audit_list(visit.session, place.code, round_)
    scheme = scheme_of(visit.session, visit.country, round_)
    return visit.render("categories/changes.html", audit, place=place, scheme=scheme)
