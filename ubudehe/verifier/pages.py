"""The page that checks a record in the visitor's own browser, also as a file to take along."""

import json

from starlette.requests import Request
from starlette.responses import Response

from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.rights import ABOVE, FIT
from ubudehe.record.rules.events import as_lines
from ubudehe.verifier.sources.opening import CODE
from ubudehe.web.pages import Pages
from ubudehe.web.rendering import build, script, security_policy
from ubudehe.web.services import Services
from ubudehe.web.visit import Visit

pages = Pages()
_DAY, _HOUR = 86_400, 3_600


def _by_roles(one: tuple[str, list[str]]) -> tuple[list[str], str]:
    kind, roles = one
    return roles, kind


def _rules() -> str:
    """Return the tables of the rules of books, which the script reads as the program does."""
    tables = {
        # By roles: like lines beside each other make a smaller page.
        "fit": dict(sorted(((kind, sorted(roles)) for kind, roles in FIT.items()), key=_by_roles)),
        "above": sorted(ABOVE),
        "chart": accounts.CHART,
        "lies": accounts.MONEY_LIES,
        "comes": accounts.MONEY_COMES,
        "goes": accounts.MONEY_GOES,
        "owed": f"{accounts.RETENTION}.*",
    }
    return json.dumps(tables, separators=(",", ":"))


@pages.public("/verify")
def verify(visit: Visit) -> Response:
    """Show the page; its script fetches the public record from this site, nothing else.

    The script comes after the page, which can be used without it, and is allowed here alone.
    """
    asked = visit.query("code")
    code = asked if CODE.fullmatch(asked) else ""
    address = f"{visit.reached_at}/v/{code or 'CODE'}"
    if visit.site:
        visit.hold_for(_HOUR)
    response = visit.render(
        "verifier/verify.html",
        code=code,
        address=address,
        alone=False,
        shapes=as_lines(),
        rules=_rules(),
        build=build(),
    )
    response.headers["content-security-policy"] = security_policy(served=True)
    return response


@pages.public("/verify.html")
def verify_alone(visit: Visit) -> Response:
    """Give the page with its script in it, as a file that needs no network."""
    response = visit.render(
        "verifier/verify.html", code="", alone=True, shapes=as_lines(), rules=_rules()
    )
    response.headers["content-disposition"] = 'attachment; filename="ubudehe-verify.html"'
    return response


@pages.machine("/verify-{name}.js")
def verify_script(_services: Services, request: Request) -> Response:
    """Give the script of the page; its address changes whenever it does."""
    if request.path_params["name"] != build():
        return Response(status_code=404)
    headers = {
        "cache-control": "public, max-age=31536000, immutable",
        "x-content-type-options": "nosniff",
        "x-page-seconds": str(_DAY),
    }
    return Response(script("verify"), media_type="text/javascript", headers=headers)
