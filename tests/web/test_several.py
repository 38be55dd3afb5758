"""Boxes that share a name end it in a mark, which nobody else needs to know of."""

import asyncio

import pytest
from starlette.requests import Request
from starlette.types import Message

from ubudehe.web.reading import read_form

_PART = '--x\r\ncontent-disposition: form-data; name="{}"\r\n\r\n{}\r\n'
_PAIRS = [("assets[]", "radio"), ("assets[]", "phone"), ("isibo", "Ubumwe[]"), ("assets", "land")]
_TYPED = "&".join(f"{name}={value}" for name, value in _PAIRS)
_PARTS = "".join(_PART.format(*pair) for pair in _PAIRS) + "--x--\r\n"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", _TYPED),
        ("multipart/form-data; boundary=x", _PARTS),
    ],
)
def test_boxes_are_read_by_their_name_without_the_mark(kind: str, body: str) -> None:
    async def receive() -> Message:
        return {"type": "http.request", "body": body.encode(), "more_body": False}

    request = Request({"type": "http", "headers": [(b"content-type", kind.encode())]}, receive)
    sent = asyncio.run(read_form(request, 10_000))
    assert sent.fields.getlist("assets") == ["radio", "phone", "land"]
    assert sent.fields.getlist("isibo") == ["Ubumwe[]"]
    assert "assets[]" not in sent.fields
