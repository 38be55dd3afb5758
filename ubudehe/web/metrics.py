"""Figures for Prometheus: the list of all there are, and their text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from ubudehe import __version__
from ubudehe.storage.security_log import EVENTS, LANES, OTHER, REFUSED, REPLICA, STEPS
from ubudehe.web.health import Health


@dataclass(frozen=True)
class Metric:
    """One figure: what it is called, counter or gauge, and what it says."""

    name: str
    kind: str
    help: str
    label: str = ""


METRICS = tuple(
    Metric(f"ubudehe_{name}", *said)
    for name, *said in (
        ("info", "gauge", "The running version.", "version"),
        ("up", "gauge", "1 while the database answers and files can be written."),
        ("records", "gauge", "Places that have a record."),
        ("events_total", "counter", "Events in all records: acts that were kept."),
        ("records_broken", "gauge", "Records that do not continue their signed head."),
        ("taken_over", "gauge", "1 where another server has taken over: nothing is written here."),
        ("publishing_wait_seconds", "gauge", "How long the oldest growth waits to be published."),
        ("head_age_seconds", "gauge", "Since a head of the country's log was signed."),
        ("witnesses", "gauge", "Witnesses that are set up."),
        ("witnesses_cosigned", "gauge", "Witnesses that confirmed the head that is given out."),
        ("disk_free_bytes", "gauge", "What is left on the disk of the data folder."),
        ("disk_size_bytes", "gauge", "How large that disk is."),
        ("backup_age_seconds", "gauge", "Since the last backup."),
        ("check_age_seconds", "gauge", "Since the last check of everything."),
        ("check_faults", "gauge", "Faults that the last check found."),
        ("hashing_waiting", "gauge", "Visitors whose PIN is hashed or waits for it.", "lane"),
        (
            "replica_readings_total",
            "counter",
            "Readings for public pages, by how the replica was: read if it had what is known.",
            "replica",
        ),
        ("step_failures_total", "counter", "Steps behind the pages that failed.", "step"),
        ("refusals_total", "counter", "Answers that refuse or fail, by HTTP status.", "status"),
        ("security_events_total", "counter", "Lines of the security log.", "event"),
    )
)


def told(health: Health, counted: Mapping[str, int]) -> str:
    """Return all figures as text; what was never done, such as a first backup, has none."""
    return "\n".join(_lines(_values(health, counted))) + "\n"


_ASKED = ("records", "events_total", "records_broken", "taken_over", "publishing_wait_seconds")
Values = dict[str, dict[str, int]]


def _values(health: Health, counted: Mapping[str, int]) -> Values:
    statuses = {name.partition(" ")[2]: counted[name] for name in (*REFUSED, OTHER)}
    found: dict[str, int | dict[str, int] | None] = {
        "info": {__version__: 1},
        "up": int(not health.error),
        "records": health.records,
        "events_total": health.events,
        "records_broken": len(health.broken),
        "taken_over": int(health.taken_over),
        "publishing_wait_seconds": int(health.waiting.total_seconds()),
        "head_age_seconds": _since(health, health.head),
        "witnesses": health.witnesses,
        "witnesses_cosigned": health.cosigned,
        "disk_free_bytes": health.free,
        "disk_size_bytes": health.size,
        "backup_age_seconds": _since(health, health.backup),
        "check_age_seconds": _since(health, health.checked.at if health.checked else None),
        "check_faults": health.checked.faults if health.checked else None,
        "hashing_waiting": {lane: counted[lane] for lane in LANES},
        "replica_readings_total": {name.partition(" ")[2]: counted[name] for name in REPLICA},
        "step_failures_total": {name.partition(" ")[2]: counted[name] for name in STEPS},
        "refusals_total": statuses,
        "security_events_total": {event: counted[event] for event in EVENTS},
    }
    if not health.replica:
        found["replica_readings_total"] = None
    if health.error:  # what could not be asked is not said to be nothing
        for name in (
            "records",
            "events_total",
            "records_broken",
            "taken_over",
            "publishing_wait_seconds",
        ):
            found[name] = None
    return {
        f"ubudehe_{name}": value if isinstance(value, dict) else {"": value}
        for name, value in found.items()
        if value is not None
    }


def _lines(values: Values) -> Iterator[str]:
    for metric in METRICS:
        if metric.name not in values:
            continue
        yield f"# HELP {metric.name} {metric.help}"
        yield f"# TYPE {metric.name} {metric.kind}"
        for label, value in values[metric.name].items():
            named = f'{{{metric.label}="{label}"}}' if metric.label else ""
            yield f"{metric.name}{named} {value}"


def _since(health: Health, at: datetime | None) -> int | None:
    return None if at is None else max(int((health.at - at).total_seconds()), 0)
