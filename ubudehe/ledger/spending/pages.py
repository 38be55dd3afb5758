"""How the village spends: what it decided, and deciding anew."""

from starlette.responses import Response

from ubudehe.assemblies.queries import NO_MEETING, open_meeting_id
from ubudehe.language.messages import N_
from ubudehe.ledger.spending import actions
from ubudehe.ledger.spending.forms import PolicyForm
from ubudehe.ledger.spending.queries import policies, spending_rule
from ubudehe.people.rules import Right
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


@pages.work("/{place}/money/rules", Right.LOOK)
def show_rule(visit: Visit) -> Response:
    """Show the rule in force and the decisions behind it."""
    code = visit.place.code
    return visit.render(
        "ledger/rules.html",
        spending_rule(visit.session, code, visit.today, visit.country),
        place=visit.place,
        decisions=policies(visit.session, code, visit.today),
    )


@pages.work("/{place}/money/rules/new", Right.ASSEMBLY)
def set_rule(visit: Visit) -> Response:
    """Write down what the open meeting decided."""
    place = visit.place
    rule = spending_rule(visit.session, place.code, visit.today, visit.country)
    meeting = open_meeting_id(visit.session, place.code)
    steps = [limit for limit in rule.limits if limit.upto is not None]
    last = rule.limits[-1]
    form = visit.form(
        PolicyForm,
        {
            "since": visit.today,
            "upto": {str(at): limit.upto for at, limit in enumerate(steps)},
            "approvals": {str(at): limit.approvals for at, limit in enumerate(steps)},
            "chair": {str(at): "yes" for at, limit in enumerate(steps) if limit.chair},
            "rest": last.approvals,
            "rest_chair": "yes" if last.chair else None,
            "expires_days": rule.expires_days,
            "quotes_from": rule.quotes_from,
            "cash_limit": rule.cash_limit,
            "wage": rule.wage,
            "advance_days": rule.advance_days,
        },
        of=actions.set_policy,
        assembly=meeting or NO_MEETING,
    )
    if meeting is None:
        visit.lacks(form, N_("Open a meeting first: only the assembly decides this."))
    if meeting and visit.perform(form, actions.set_policy, place.code):
        return visit.redirect(f"/work/{place.code}/money/rules", "recorded")
    return visit.render("ledger/set_rules.html", form=form, place=place)
