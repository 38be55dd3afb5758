"""For programs that watch the server: is it well, and how is it doing."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func
from sqlmodel import text
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from ubudehe import __version__
from ubudehe.record.check_results import last_backup, last_result
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
    backed_up = last_backup(services.settings.data)
    if backed_up is not None:
        said["backup"] = {"at": backed_up.strftime("%Y-%m-%dT%H:%M:%SZ")}
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
    lines += _ages(services)
    return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")


def _ages(services: Services) -> Iterator[str]:
    """Yield how long ago the last backup and the last check were; nothing of what never was."""
    folder = services.settings.data
    if (backed_up := last_backup(folder)) is not None:
        yield "# HELP ubudehe_backup_age_seconds Since the last backup."
        yield "# TYPE ubudehe_backup_age_seconds gauge"
        yield f"ubudehe_backup_age_seconds {_seconds(services, backed_up)}"
    if (checked := last_result(folder)) is not None:
        yield "# HELP ubudehe_check_age_seconds Since the last check of everything."
        yield "# TYPE ubudehe_check_age_seconds gauge"
        yield f"ubudehe_check_age_seconds {_seconds(services, checked.at)}"


def _seconds(services: Services, since: datetime) -> int:
    return max(int((services.clock() - since).total_seconds()), 0)
