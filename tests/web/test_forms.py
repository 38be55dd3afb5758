"""Random strings at every field of every form: a clear answer, never a crash, nothing changed."""

import re
from itertools import cycle
from random import Random
from typing import Any, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, create_model
from pydantic.fields import FieldInfo
from starlette.datastructures import FormData

from tests.conftest import VILLAGE, Visitor, World, hidden_fields
from ubudehe import app
from ubudehe.language.catalogues import say
from ubudehe.language.messages import LANGUAGES
from ubudehe.record.tables import LogHead
from ubudehe.web.forms import BY_THE_SERVER, _is_day, read


def _forms(base: type[BaseModel]) -> list[type[BaseModel]]:
    """Return every model that a page of the app reads a form with."""
    found = []
    for model in base.__subclasses__():
        where = model.__module__
        if (
            where.startswith("ubudehe.") and where.endswith((".actions", ".forms", ".pages"))
        ) or ".actions." in where:
            found.append(model)
        found += _forms(model)
    return found


NOBODY = "00000000-0000-0000-0000-000000000000"
assert app.__file__, "importing the app loads the forms of all rooms"
MODELS = sorted(_forms(BaseModel), key=lambda model: (model.__module__, model.__name__))
ODD = (
    "", " ", "0", "-1", "1e9", "NaN", "9" * 400, "\x00", "' OR 1=1 --", "<script>", "💥",
    "\u202e\u200b", "1,000,000", "31", "٣", "½", "x" * 5000, "../../etc/passwd", "%s%(a)s",
)  # fmt: skip
ANYTHING = st.one_of(st.text(max_size=60), st.sampled_from(ODD))


def _sent_for(name: str, info: FieldInfo) -> list[str]:
    """Return the names under which a browser sends a field."""
    if _is_day(info):
        return [f"{name}.d", f"{name}.m", f"{name}.y"]
    return [f"{name}.x", name] if get_origin(info.annotation) is dict else [name]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: f"{model.__module__}.{model.__name__}")
def test_any_text_in_any_field_is_read_or_refused_with_a_message(model: type[BaseModel]) -> None:
    """Each field gets each text, beside others each time."""
    chance = Random(model.__name__)
    texts = [*ODD, *(_text(chance) for _ in ODD)]
    chance.shuffle(texts)
    names = [sent for name, info in model.model_fields.items() for sent in _sent_for(name, info)]
    for first in range(len(texts)):
        turned = cycle([*texts[first:], *texts[:first]])
        typed = dict(zip([*names, "no_field.x", "act"], turned, strict=False))
        form = read(model, FormData(typed))
        assert (form.value is None) == bool(form.errors), typed
        for problem in form.errors.values():
            for lang in LANGUAGES:
                assert say(lang, problem.msgid, **problem.params)
        assert form.typed == typed


def _text(chance: Random) -> str:
    """Return any signs there are, some of them of a keyboard."""
    kinds = (range(0x20, 0x7F), range(0xD800), range(0xE000, 0x110000))
    many = range(chance.randint(1, 60))
    return "".join(chr(chance.choice(chance.choice(kinds))) for _ in many)


PATHS = [
    "assemblies/open", "households/new", "categories/start", "categories/decide",
    "appeals/new?household=8",
    "categories/agree", "slips", "schemes/own",
    "categories/export", "projects/need", "projects/proposal", "votes/new",
    "money/new/came", "money/new/paid", "money/new/worked", "money/new/moved",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_any_text_over_http_never_breaks_the_server(
    world: World, facilitator: Visitor, path: str
) -> None:
    address = f"/en/work/{VILLAGE}/{path}"

    @given(text=ANYTHING)
    @settings(max_examples=8, deadline=None)
    def it_stands(text: str) -> None:
        answer = facilitator.client.get(address)
        if answer.status_code != 200 or '<form method="post"' not in answer.text:
            return
        names = set(re.findall(r'<(?:input|textarea|select)[^>]* name="([^"]+)"', answer.text))
        fields = hidden_fields(answer.text)
        before = size_of(world)
        sent = {**dict.fromkeys(names, text), "csrf": fields["csrf"], "act": fields["act"]}
        done = facilitator.client.post(address, data=sent)
        assert done.status_code in (303, 404, 422), done.text[:500]
        assert size_of(world) - before == (1 if done.status_code == 303 else 0)

    it_stands()


def size_of(world: World) -> int:
    """Return how many acts the village's record holds."""
    with world.services.database.read() as session:
        return session.get_one(LogHead, VILLAGE).size


def test_the_forms_of_all_rooms_are_found() -> None:
    names = {model.__name__ for model in MODELS}
    assert {"SignInForm", "HouseholdForm", "CategoriseForm", "AppealForm", "WePaid"} <= names
    assert len(MODELS) > 40


def test_what_only_the_server_fills_comes_in_with_no_form() -> None:
    filled: set[str] = set()
    for model in MODELS:
        names = BY_THE_SERVER & set(model.model_fields)
        open_ = dict.fromkeys(names, (Any, None))
        lenient = create_model("Lenient", **open_)  # type: ignore[call-overload]
        sent = [(sent, NOBODY) for name in names for sent in (name, f"{name}.{NOBODY}")]
        form = read(lenient, FormData([*sent, ("act", NOBODY)]))
        assert form.value is not None
        assert NOBODY not in str(form.value), model
        filled |= names
    assert filled == BY_THE_SERVER
