"""The OpenAPI 3.1 document, made from the table of addresses and the types of their answers.

Source: https://spec.openapis.org/oas/v3.1.1.html
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic.json_schema import models_json_schema

from ubudehe import __version__
from ubudehe.openbooks.api.asking import ApiParam, Endpoint
from ubudehe.openbooks.api.models import ApiModel, ApiProblem

VERSION = "1"
_REF = "#/components/schemas/{model}"
_PART = re.compile(r"\{(\w+)\}")
_PARTS: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "code": ("Code of a place; 0 is the country.", {"type": "string", "pattern": "^[0-9]{1,12}$"}),
    "id": ("Id of what is asked for.", {"type": "string", "format": "uuid"}),
    "month": ("A month: 2026-03.", {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}),
}
_HEADERS = {
    "ETag": "Send it back as If-None-Match: 304 where nothing changed.",
    "Last-Modified": "Of the last act of the records it is read from, or when the day began that "
    "it depends on; absent where neither says it. Ask again with the ETag.",
    "RateLimit-Policy": "How many requests a network may send, and in how many seconds.",
    "RateLimit": "How many are left (r), and in how many seconds there are more (t).",
}
_ABOUT = (
    "The figures of the public pages, for programs: the same queries, through the same gate. Read "
    "only, no key. Amounts are whole minor units with their currency. A number of people that may "
    "not be told is absent, with the reason in `hidden`. Sentences are in the language of "
    "Accept-Language or `lang`. Lists go on with `cursor`: what is added comes at the end, so "
    "nothing comes twice or is left out; the last cursor serves later to ask for what is new."
)
_PROBLEMS = {
    "400": "Something in the question cannot be read.",
    "404": "There is no such thing.",
    "429": "Too many requests from this network; Retry-After says when to ask again.",
}


def document(
    endpoints: Sequence[Endpoint], base: str, languages: Sequence[str], licence: tuple[str, str]
) -> dict[str, Any]:
    """Return the document; `base` is the address before each path, `licence` its name and URL."""
    _, schemas = models_json_schema(_answers(endpoints), ref_template=_REF)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Ubudehe",
            "version": f"{VERSION} ({__version__})",
            "description": _ABOUT,
            "license": {"name": licence[0], "url": licence[1]},
        },
        "servers": [{"url": base}],
        "paths": {one.path: {"get": _operation(one, languages)} for one in endpoints},
        "components": {
            "schemas": schemas["$defs"],
            "responses": {f"problem{status}": _problem(said) for status, said in _PROBLEMS.items()},
            "headers": {
                name: {"description": said, "schema": {"type": "string"}}
                for name, said in _HEADERS.items()
            },
        },
    }


def _answers(
    endpoints: Sequence[Endpoint],
) -> list[tuple[type[ApiModel], Literal["serialization"]]]:
    every: dict[type[ApiModel], None] = {one.answer: None for one in endpoints}
    every[ApiProblem] = None
    return [(one, "serialization") for one in every]


def _operation(one: Endpoint, languages: Sequence[str]) -> dict[str, Any]:
    lang = ApiParam("lang", "Language of sentences.", {"type": "string", "enum": list(languages)})
    answer = {"$ref": _REF.format(model=one.answer.__name__)}
    return {
        "operationId": one.name,
        "summary": one.summary,
        "parameters": [*map(_part, _PART.findall(one.path)), *map(_param, (*one.query, lang))],
        "responses": {
            "200": {
                "description": (one.answer.__doc__ or "").strip(),
                "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in _HEADERS},
                "content": {"application/json": {"schema": answer}},
            },
            "304": {"description": "Nothing changed since the answer with this ETag."},
            **{status: {"$ref": f"#/components/responses/problem{status}"} for status in _PROBLEMS},
        },
    }


def _part(name: str) -> dict[str, Any]:
    meaning, schema = _PARTS[name]
    return {
        "name": name, "in": "path", "required": True, "description": meaning, "schema": schema
    }  # fmt: skip


def _param(one: ApiParam) -> dict[str, Any]:
    return {
        "name": one.name,
        "in": "query",
        "required": one.required,
        "description": one.meaning,
        "schema": one.schema,
    }


def _problem(said: str) -> dict[str, Any]:
    schema = {"$ref": _REF.format(model=ApiProblem.__name__)}
    return {"description": said, "content": {"application/problem+json": {"schema": schema}}}
