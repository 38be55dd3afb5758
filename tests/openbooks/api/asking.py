"""Asking the API in tests."""

from typing import Any

from tests.client import Client
from tests.conftest import VILLAGE
from ubudehe.openbooks.api.asking import Endpoint
from ubudehe.openbooks.api.pages import BASE as BASE
from ubudehe.openbooks.api.table import ENDPOINTS

OF_VILLAGE = f"{BASE}/villages/{VILLAGE}"
LISTS = tuple(one for one in ENDPOINTS if any(p.name == "cursor" for p in one.query))


def told(client: Client, path: str, status: int = 200, **headers: str) -> Any:
    answer = client.get(path, headers=headers)
    assert answer.status_code == status, (path, answer.text[:300])
    kind = "application/json" if status < 300 else "application/problem+json"
    assert answer.headers["content-type"] == kind
    return answer.json()


def ids_of(client: Client) -> dict[str, str]:
    """Return an id of each kind of thing that the API tells of."""
    found = {}
    for kind in ("entries", "grants", "projects", "votes", "meetings"):
        items = told(client, f"{OF_VILLAGE}/{kind}")["items"]
        found[kind] = next(one["id"] for one in items if one.get("state") not in {"not_chosen"})
    items = told(client, f"{BASE}/places/{VILLAGE[:4]}/audits")["items"]
    return {**found, "audits": items[0]["id"]} if items else found


def address(one: Endpoint, ids: dict[str, str]) -> str:
    """Return an address of an endpoint that has an answer in the demo."""
    path = one.path.replace("{id}", ids.get(one.path.split("/")[1], ""))
    path = path.replace("{month}", "2026-05")
    code = VILLAGE[:6] if "children" in path else VILLAGE
    asked = "?q=ru" if any(param.required for param in one.query) else ""
    return (
        BASE + path.replace("{code}", code) + asked.replace("ru", "a" if "grants" in path else "ru")
    )
