"""Is the server well, and how is it doing: for programs that watch it, and for people."""

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from ubudehe.web.health import look
from ubudehe.web.metrics import told
from ubudehe.web.pages import Pages
from ubudehe.web.services import Services
from ubudehe.web.status import status_of
from ubudehe.web.visit import Visit

pages = Pages()
_MOST_NAMED = 20
_HOLDS = 10


@pages.machine("/healthz")
def healthz(services: Services, _request: Request) -> Response:
    """Answer 200 if the database answers, files can be written and nothing is known to be wrong.

    Else 503: also where a record does not continue its signed head or another server has taken over
    (then it is only read), or where the last `ubudehe check` found faults. A replica that is passed
    over is told, no more.
    """
    health = look(services)
    if health.error:
        return JSONResponse({"status": "failing", "error": health.error}, 503)
    said: dict[str, object] = {"status": "ok" if health.is_well else "failing"}
    if health.checked is not None:
        said["checked"] = {
            "at": health.checked.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "records": health.checked.records,
            "faults": health.checked.faults,
        }
    if health.backup is not None:
        said["backup"] = {"at": health.backup.strftime("%Y-%m-%dT%H:%M:%SZ")}
    if health.replica:
        said["replica"] = health.replica
    if health.taken_over:
        said["error"] = "another server has taken over: only read"
    elif health.broken:
        said["error"] = "not as signed: only read"
        said["records"] = health.broken[:_MOST_NAMED]
    return JSONResponse(said, 200 if health.is_well else 503)


@pages.machine("/metrics")
def metrics(services: Services, _request: Request) -> Response:
    """Answer figures in the Prometheus text format."""
    text = told(look(services), services.counters.all())
    return PlainTextResponse(text, media_type="text/plain; version=0.0.4")


@pages.public("/status", near=False)
def status(visit: Visit) -> Response:
    """Tell in sentences what works now, and when the last backup, check and head were."""
    visit.hold_for(_HOLDS)
    return visit.render("web/status.html", status_of(look(visit.services)))
