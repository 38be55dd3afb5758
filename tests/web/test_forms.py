"""Random strings at every field of every form: a clear answer, never a crash, nothing changed."""

import re
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from starlette.datastructures import FormData

from tests.conftest import VILLAGE, World
from ubudehe.assemblies import actions as assemblies
from ubudehe.categories import actions as categories
from ubudehe.households.forms import HouseholdForm
from ubudehe.language.catalogues import say
from ubudehe.language.messages import LANGUAGES
from ubudehe.ledger import forms as ledger
from ubudehe.people import actions as people
from ubudehe.people.pages import PinForm, SignInForm
from ubudehe.projects import actions as projects
from ubudehe.projects.pages import CardForm
from ubudehe.record.tables import LogHead
from ubudehe.web.forms import read

MODELS: list[type[BaseModel]] = [
    SignInForm, PinForm, people.GrantForm, people.EndForm, HouseholdForm,
    assemblies.OpenForm, assemblies.CountForm, assemblies.DecisionForm, assemblies.MinutesForm,
    categories.RoundForm, categories.CategoriseForm, categories.AppealForm, categories.OutcomeForm,
    projects.NeedForm, projects.ProposalForm, projects.VoteForm, projects.HandsForm, CardForm,
    ledger.MoneyCame, ledger.WePaid, ledger.PeopleWorked, ledger.MoneyMoved, ledger.Reverse,
    ledger.Approve, ledger.Refuse,
]  # fmt: skip
ANYTHING = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["", " ", "0", "-1", "1e9", "NaN", "9" * 400, "\x00", "' OR 1=1 --", "<script>", "💥",
         "\u202e\u200b", "1,000,000", "31", "٣", "½", "x" * 5000, "../../etc/passwd", "%s%(a)s"]
    ),
)  # fmt: skip


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_any_text_in_any_field_is_read_or_refused_with_a_message(
    model: type[BaseModel], data: Any
) -> None:
    names = [
        part
        for name in model.model_fields
        for part in (name, f"{name}.d", f"{name}.m", f"{name}.y", f"{name}.x")
    ]
    typed = [(name, data.draw(ANYTHING, label=name)) for name in [*names, "act"]]
    form = read(model, FormData(typed))
    assert (form.value is None) == bool(form.errors)
    for problem in form.errors.values():
        for lang in LANGUAGES:
            assert say(lang, problem.msgid, **problem.params)
    assert form.typed == dict(typed)


PATHS = [
    "assemblies/open", "households/new", "categories/start", "categories/decide", "appeals/new",
    "projects/need", "projects/proposal", "votes/new",
    "money/new/came", "money/new/paid", "money/new/worked", "money/new/moved",
]  # fmt: skip


@given(text=ANYTHING)
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@pytest.mark.parametrize("path", PATHS)
def test_any_text_over_http_never_breaks_the_server(world: World, path: str, text: str) -> None:
    visitor = world.signed_in("facilitator", VILLAGE)
    address = f"/en/work/{VILLAGE}/{path}"
    answer = visitor.client.get(address)
    if answer.status_code != 200 or '<form method="post"' not in answer.text:
        return
    names = set(re.findall(r'<(?:input|textarea|select)[^>]* name="([^"]+)"', answer.text))
    fields = visitor.fields(address)
    with world.services.database.read() as session:
        before = session.get_one(LogHead, VILLAGE).size
    sent = {**dict.fromkeys(names, text), "csrf": fields["csrf"], "act": fields["act"]}
    done = visitor.client.post(address, data=sent)
    assert done.status_code in (303, 404, 422), done.text[:500]
    with world.services.database.read() as session:
        grew = session.get_one(LogHead, VILLAGE).size - before
    assert grew == (1 if done.status_code == 303 else 0)


def test_every_form_of_the_app_is_in_this_test() -> None:
    known = {model.__name__ for model in MODELS} | {"Nothing"}
    assert known >= {
        model.__name__
        for module in (assemblies, categories, projects, people, ledger)
        for model in vars(module).values()
        if isinstance(model, type) and issubclass(model, BaseModel) and model is not BaseModel
        and model.__module__ == module.__name__ and not get_args(model)
    }  # fmt: skip
