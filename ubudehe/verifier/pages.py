"""The page that checks a record in the visitor's own browser, also as a file to take along."""

import hashlib
import json
from functools import cache

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


@cache
def _rules_script() -> str:
    """Return a script that writes the tables where the page's own script looks for them."""
    told = json.dumps({"shapes": as_lines(), "rules": _rules()}, separators=(",", ":"))
    return f"""for (const [name, text] of Object.entries({told}))
  document.querySelector(`[data-w=${{name}}]`).textContent = text
"""


@cache
def _rules_name() -> str:
    return hashlib.sha256(_rules_script().encode()).hexdigest()[:8]


@pages.public("/verify")
def verify(visit: Visit) -> Response:
    """Show the page; its script fetches the public record from this site, nothing else.

    Script and tables come after the page, which can be used without them, and are allowed here
    alone.
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
        shapes="",
        rules="",
        build=build(),
        tables=_rules_name(),
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
    return _served(request, build(), script("verify"))


@pages.machine("/verifying-{name}.js")
def verify_rules(_services: Services, request: Request) -> Response:
    """Give the tables of the rules, under an address that changes whenever they do."""
    return _served(request, _rules_name(), _rules_script())


def _served(request: Request, name: str, text: str) -> Response:
    if request.path_params["name"] != name:
        return Response(status_code=404)
    headers = {
        "cache-control": "public, max-age=31536000, immutable",
        "x-content-type-options": "nosniff",
        "x-page-seconds": str(_DAY),
    }
    return Response(text, media_type="text/javascript", headers=headers)
