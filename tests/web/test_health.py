"""Figures, alerts and the page about the server say what is so, and docs know all of them."""

import re
import shutil
import subprocess
from datetime import timedelta

import jsonschema
import pytest
import yaml  # type: ignore[import-untyped]
from sqlalchemy import create_engine

from tests.conftest import World
from tests.house.figures import ROOT
from ubudehe.record.check_results import keep_backup, keep_result
from ubudehe.storage.replica import Following
from ubudehe.storage.security_log import EVENTS, LANES, OTHER, REFUSED, STEPS
from ubudehe.web.metrics import METRICS

_LINE = re.compile(r'(ubudehe_\w+)(?:\{(\w+)="([^"]+)"\})? (\d+)')
_RULE = {
    "type": "object",
    "required": ["alert", "expr", "labels", "annotations"],
    "additionalProperties": False,
    "properties": {
        "alert": {"type": "string", "pattern": "^[A-Z][A-Za-z]+$"},
        "expr": {"type": "string", "minLength": 1},
        "for": {"type": "string", "pattern": "^[0-9]+[smhd]$"},
        "labels": {
            "type": "object",
            "required": ["severity"],
            "properties": {"severity": {"enum": ["critical", "warning", "info"]}},
        },
        "annotations": {"type": "object", "required": ["summary"]},
    },
}
BOUNDED: dict[str, set[str]] = {
    "event": set(EVENTS),
    "status": {name.partition(" ")[2] for name in (*REFUSED, OTHER)},
    "lane": set(LANES),
    "replica": {str(one) for one in Following},
    "step": {name.partition(" ")[2] for name in STEPS},
}


def figures(world: World) -> dict[str, int]:
    """Return all figures, by name and label; each line is one that Prometheus reads."""
    found = {}
    kinds: dict[str, str] = {}
    for line in world.client().get("/metrics").text.splitlines():
        if line.startswith("# TYPE "):
            name, kind = line.split()[2:]
            kinds[name] = kind
        elif not line.startswith("#"):
            parts = _LINE.fullmatch(line) or pytest.fail(line)
            name, label, value, number = parts.groups()
            assert name in kinds
            assert label is None or label == "version" or value in BOUNDED[label]
            found[f"{name} {value}" if value else name] = int(number)
    assert kinds.items() <= {one.name: one.kind for one in METRICS}.items()
    return found


def test_figures_say_what_is_so(world: World) -> None:
    before = figures(world)
    assert before["ubudehe_up"] == 1
    assert before["ubudehe_records_broken"] == 0
    assert "ubudehe_backup_age_seconds" not in before
    client, folder = world.client(), world.services.settings.data
    client.get("/en/nothing")
    client.post("/en/sign-in", data={"phone": "0788000000", "pin": "83625194"})
    keep_backup(folder, world.clock.now - timedelta(hours=2), "id")
    keep_result(folder, world.clock.now - timedelta(hours=3), 7, 2)
    world.services.publisher.step(world.clock.now)
    after = figures(world)
    assert after["ubudehe_refusals_total 404"] == before["ubudehe_refusals_total 404"] + 1
    assert after["ubudehe_backup_age_seconds"] == 7_200
    assert after["ubudehe_check_age_seconds"] == 10_800
    assert after["ubudehe_check_faults"] == 2
    assert after["ubudehe_publishing_wait_seconds"] == 0
    assert after["ubudehe_head_age_seconds"] >= 0
    assert 0 < after["ubudehe_disk_free_bytes"] <= after["ubudehe_disk_size_bytes"]
    with world.services.hashing.guests.turn():
        assert figures(world)["ubudehe_hashing_waiting guests"] == 1
    assert figures(world)["ubudehe_hashing_waiting guests"] == 0
    assert world.client().get("/healthz").status_code == 503


def test_what_cannot_be_asked_is_not_said_to_be_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = world.client()
    kept = client.get("/en/").text
    for engine in ("engine", "_reading"):
        away = create_engine("sqlite:////nowhere/x")
        monkeypatch.setattr(world.services.database, engine, away)
    world.services.versions._asked = float("-inf")
    assert client.get("/en/").text == kept, "what is in the cache is served meanwhile"
    assert "cannot be written just now" in client.get("/en/status").text
    assert client.get("/healthz").json() == {"status": "failing", "error": "OperationalError"}
    found = figures(world)
    assert found["ubudehe_up"] == 0
    assert "ubudehe_events_total" not in found
    assert "ubudehe_records_broken" not in found


def test_the_page_tells_it_in_sentences(world: World) -> None:
    client, folder = world.client(), world.services.settings.data
    page = client.get("/en/status").text
    assert "Not everything is as it should be" in page
    assert "No backup was made yet." in page
    world.services.publisher.step(world.clock.now)
    keep_backup(folder, world.clock.now, "id")
    keep_result(folder, world.clock.now, 7, 0)
    page = world.client().get("/en/status").text
    assert "Everything works" in page
    assert "They can be read and written." in page
    assert "Faults that were found: 0." in page
    assert 'class="bad"' not in page
    world.clock.now += timedelta(hours=29)
    assert world.client().get("/en/status").text.count("One is due each night.") == 2
    for lang, word in (("rw", "Imikono"), ("fr", "Sauvegarde"), ("sw", "Saini")):
        assert word in world.client().get(f"/{lang}/status").text


def rules() -> list[dict[str, str]]:
    groups = yaml.safe_load((ROOT / "deploy/alerts.yaml").read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_alerts_ask_for_figures_that_there_are() -> None:
    names = {one.name for one in METRICS}
    assert len(rules()) >= 10
    assert len({rule["alert"] for rule in rules()}) == len(rules())
    for rule in rules():
        jsonschema.validate(rule, _RULE)
        asked = re.findall(r"ubudehe_\w+", rule["expr"])
        assert asked
        assert set(asked) <= names
        for label, values in re.findall(r'(\w+)=~?"([^"]+)"', rule["expr"]):
            assert set(values.split("|")) <= BOUNDED[label]
        assert rule["expr"].count("(") == rule["expr"].count(")")


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not here")
def test_prometheus_takes_the_alerts() -> None:
    command = ["promtool", "check", "rules", str(ROOT / "deploy/alerts.yaml")]
    assert subprocess.run(command, check=False).returncode == 0
