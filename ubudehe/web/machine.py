"""For programs that watch the server: is it well, and how is it doing."""

from sqlalchemy import func
from sqlmodel import text
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from ubudehe import __version__
from ubudehe.record.check_results import last_result
from ubudehe.record.heads import NATIONAL
from ubudehe.record.tables import LogHead
from ubudehe.storage.reading import pick
from ubudehe.web.pages import Pages
from ubudehe.web.services import Services

pages = Pages()
_MOST_NAMED = 20


@pages.machine("/healthz")
def healthz(services: Services, _request: Request) -> Response:
    """Answer 200 if the database answers, files can be written and nothing is known to be wrong.

    Else 503: also where a record does not continue its signed head (then it is only read), or
    where the last `ubudehe check` found faults.
    """
    try:
        with services.database.read() as session:
            session.execute(text("SELECT count(*) FROM place")).one()
            broken = services.heads.broken(session)
        probe = services.settings.data / ".healthz"
        probe.write_bytes(b"ok")
    except Exception as error:
        return JSONResponse({"status": "failing", "error": type(error).__name__}, 503)
    said: dict[str, object] = {}
    checked = last_result(services.settings.data)
    if checked is not None:
        said["checked"] = {
            "at": checked.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "records": checked.records,
            "faults": checked.faults,
        }
    if broken:
        said |= {"error": "not as signed: only read", "records": broken[:_MOST_NAMED]}
    if broken or (checked is not None and checked.faults):
        return JSONResponse({"status": "failing", **said}, 503)
    return JSONResponse({"status": "ok", **said})


@pages.machine("/metrics")
def metrics(services: Services, _request: Request) -> Response:
    """Answer figures in the Prometheus text format."""
    with services.database.read() as session:
        logs, leaves = session.execute(
            pick(func.count(), func.coalesce(func.sum(LogHead.size), 0)).where(
                LogHead.log != NATIONAL
            )
        ).one()
    lines = [
        "# HELP ubudehe_info The running version.",
        "# TYPE ubudehe_info gauge",
        f'ubudehe_info{{version="{__version__}"}} 1',
        "# HELP ubudehe_records Places that have a record.",
        "# TYPE ubudehe_records gauge",
        f"ubudehe_records {logs}",
        "# HELP ubudehe_events_total Events in all records.",
        "# TYPE ubudehe_events_total counter",
        f"ubudehe_events_total {leaves}",
    ]
    return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")
