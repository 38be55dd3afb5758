"""The OpenAPI document is valid, and each answer is what it says."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ValidationError

from tests.audit.plans import drawn
from tests.conftest import VILLAGE, World
from tests.openbooks.api.asking import address, ids_of, told
from ubudehe.openbooks.api.document import document
from ubudehe.openbooks.api.models import ApiCount
from ubudehe.openbooks.api.pages import BASE, DOCUMENT
from ubudehe.openbooks.api.table import ENDPOINTS
from ubudehe.record.rules.suppression import shown

SCHEMA = Path(__file__).parents[2] / "data" / "standards" / "openapi" / "schema.json"
MADE = document(ENDPOINTS, "http://x/api/v1", ("rw", "en"), ("CC BY 4.0", "https://cc.example/"))
COUNTS_NOBODY = {
    "minor", "decimals", "found", "villages", "meetings", "proposals", "votes", "projects",
    "labour_days", "labour_days_asked", "size", "record_size", "index", "status", "number", "rate",
    "bytes", "needs", "approvals", "made", "proven", "waiting", "unproven", "later", "version",
    "quantity", "kept", "place", "year", "begun", "signed", "findings", "open", "samples",
    "changes",
}  # fmt: skip
"""Money, things, events, documents; what counts people is `Gated`."""


def faults(schema: dict[str, Any], value: object) -> list[str]:
    whole = {**schema, "components": MADE["components"]}
    return [
        f"{list(one.path)}: {one.message}" for one in Draft202012Validator(whole).iter_errors(value)
    ]


def test_the_document_is_openapi() -> None:
    schema = json.loads(SCHEMA.read_text())
    assert [one.message for one in Draft202012Validator(schema).iter_errors(MADE)] == []
    names = [path["get"]["operationId"] for path in MADE["paths"].values()]
    assert len(names) == len(set(names)) == len(ENDPOINTS)
    for one in MADE["components"]["schemas"].values():
        Draft202012Validator.check_schema(one)


@pytest.mark.both_engines
def test_each_address_answers_as_the_document_says(world: World) -> None:
    with world.services.database.read() as session:
        world.services.heads.sign(session, VILLAGE)
    lead, plan = drawn(world)
    lead.done(f"{plan}/announce", {})
    client = world.client()
    assert told(client, DOCUMENT)["paths"].keys() == MADE["paths"].keys()
    ids = ids_of(client)
    for one in ENDPOINTS:
        ref = {"$ref": f"#/components/schemas/{one.answer.__name__}"}
        assert faults(ref, told(client, address(one, ids))) == [], one.path
    assert faults({"$ref": "#/components/schemas/ApiProblem"}, told(client, f"{BASE}/x", 404)) == []


def test_no_number_is_a_fraction_and_none_of_people_passes_by_the_gate() -> None:
    def numbers(model: type[BaseModel]) -> set[str]:
        found = {
            name for name, one in model.model_fields.items() if one.annotation in (int, int | None)
        }
        assert not [one for one in model.model_fields.values() if one.annotation is float]
        return found

    def every(model: type[BaseModel]) -> set[type[BaseModel]]:
        return {model}.union(*map(every, model.__subclasses__()))

    models = every(ApiCount.__mro__[1])
    assert len(models) > 40
    assert set().union(*map(numbers, models)) <= COUNTS_NOBODY
    text = json.dumps(MADE)
    assert '"type": "number"' not in text


def test_what_did_not_come_through_the_gate_is_refused() -> None:
    assert ApiCount(count=shown(7), hidden=None).count == 7
    with pytest.raises(ValidationError):
        ApiCount(count=7, hidden=None)  # type: ignore[arg-type]
