"""The page that checks a record in the visitor's own browser."""

from starlette.responses import Response

from ubudehe.verifier.sources.opening import CODE
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


@pages.public("/verify")
def verify(visit: Visit) -> Response:
    """Show the page; its script fetches the public record from this site, nothing else."""
    asked = visit.query("code")
    code = asked if CODE.fullmatch(asked) else ""
    address = f"{visit.request.base_url}v/{code or 'CODE'}"
    response = visit.render("verifier/verify.html", code=code, address=address)
    policy = response.headers["content-security-policy"]
    response.headers["content-security-policy"] = f"{policy}; connect-src 'self'"
    return response
