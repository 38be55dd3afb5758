"""Forms: what was typed, what it means, and what is wrong with it, side by side.

A form is a pydantic model. What was typed is always kept as text beside the reading, so that a
page can be shown again with nothing lost. Days are typed in three small fields (`name.d`,
`name.m`, `name.y`), since old phones have no date picker.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, TypeVar, get_args, get_origin
from uuid import UUID, uuid4

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from starlette.datastructures import FormData, UploadFile

from ubudehe.language.amounts import type_amount
from ubudehe.language.counts import plain_count
from ubudehe.language.fields import IS_DAY, IS_MONEY
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Busy, Refusal
from ubudehe.people.seen import NOTHING
from ubudehe.places.pack import Country
from ubudehe.web.field_names import said_twice
from ubudehe.web.reading import MAX_FILE, TooLarge

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Problem:
    """A message for people and what fills its places."""

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)


_PROBLEMS: dict[str, Problem] = {
    "missing": Problem(N_("Fill this in.")),
    "string_too_long": Problem(N_("This is too long: at most %(max_length)s characters.")),
    "string_too_short": Problem(N_("Fill this in.")),
    "int_parsing": Problem(N_("Write a whole number, such as 12.")),
    "int_type": Problem(N_("Write a whole number, such as 12.")),
    "greater_than_equal": Problem(N_("This must be %(ge)s or more.")),
    "greater_than": Problem(N_("This must be more than %(gt)s.")),
    "less_than_equal": Problem(N_("This must be %(le)s or less.")),
    "enum": Problem(N_("Choose one of the answers shown.")),
    "literal_error": Problem(N_("Choose one of the answers shown.")),
    "uuid_parsing": Problem(N_("This form came back damaged. Open the page again.")),
    "too_long": Problem(N_("Too many were chosen: at most %(max_length)s.")),
    "too_short": Problem(N_("Choose at least one.")),
}
_OTHER = Problem(N_("This value is not valid."))
_TWICE = N_("This came twice, with different answers. Say which one is right.")
_CHOOSE = Problem(N_("Choose which of the two is right."))


BY_THE_SERVER = frozenset(
    {"second", "photo", "picture", "slip_mark", "slip_marks", "source_key", "clip"}
)
"""Fields of acts that only the server fills, whatever is sent: who showed their own PIN, what was
kept, what was computed."""


@dataclass
class Form(Generic[M]):
    """One form on its way between a person and an action."""

    typed: dict[str, str]
    lists: dict[str, list[str]]
    files: dict[str, bytes]
    act_id: UUID
    submitted: bool = False
    value: M | None = None
    errors: dict[str, Problem] = field(default_factory=dict)
    """By field name; «» holds what concerns the form as a whole."""
    look: str = ""
    """Where one can see whether it was kept, if nobody knows."""
    ahead: tuple[Problem, ...] = ()
    """What will refuse it as things stand, told before anything is typed."""
    ways: tuple[tuple[str, str], ...] = ()
    """Address and label of what must be done first."""
    names: frozenset[str] = frozenset()
    """The fields of what the form is read as."""
    status: int = 422
    wait: int = 0
    """Seconds after which it may be sent again, if it was not looked at."""
    theirs: dict[str, str] = field(default_factory=dict)
    """What others wrote meanwhile, by field, where it differs from what is typed here."""
    overtaken: bool = False
    """Whether nothing of it was written, because others changed all of it meanwhile."""

    def move(self, now: Mapping[str, str], version: str) -> None:
        """Show what others wrote meanwhile beside what is typed, and be made from that now."""
        self.typed["seen"], self.overtaken = version, True
        self.theirs = {
            name: value
            for name, value in now.items()
            if name.split(".")[0] in self.names and value != self.typed_as(name)
        }

    def ask_again(self, name: str, now: Mapping[str, str]) -> None:
        """Be a new form over those rows of the field `name` alone that others changed meanwhile.

        `now` is what each of them says by now; what was typed for them stays beside it.
        """
        others = [
            key
            for key in self.typed
            if key.startswith((f"{name}.", "was.")) and key.rpartition(".")[2] not in now
        ]
        for key in others:
            del self.typed[key]
        self.act_id = uuid4()
        self.typed |= {f"was.{row}": value for row, value in now.items()}
        self.theirs = {f"{name}.{row}": value for row, value in now.items()}
        if self.overtaken:
            return  # Why stands there already: nothing is written.
        self.refuse(
            N_(
                "The others are written down. Somebody else changed these meanwhile: choose what "
                "is right, and send them again."
            )
        )

    def typed_as(self, name: str) -> str:
        """Return what is typed in a field, as one text; a day is YYYY-MM-DD."""
        if f"{name}.y" in self.typed:
            year, month, day = (self.typed.get(f"{name}.{part}", "").strip() for part in "ymd")
            return f"{year}-{month:0>2}-{day:0>2}" if year or month or day else ""
        if len(several := self.lists.get(name, [])) > 1:
            return ", ".join(several)
        beside = self.typed.get(f"{name}_new", "") if f"{name}_new" in self.names else ""
        return beside.strip() or self.typed.get(name, "").strip()

    def refuse(self, msgid: str, name: str | None = None, **params: object) -> None:
        """Put a message beside the field `name`, or above the form."""
        self.value = None
        self.errors[name or ""] = Problem(msgid, params)

    def refuse_by(self, refusal: Refusal, name: str | None = None) -> None:
        """Put what a refusal says beside the field `name`, or above the form."""
        self.value = None
        self.errors[name or ""] = Problem(refusal.msgid, refusal.params)
        if isinstance(refusal, Busy):
            self.status, self.wait = refusal.status, refusal.seconds


def blank(
    model: type[M],
    filled: Mapping[str, object] | None = None,
    country: Country | None = None,
) -> Form[M]:
    """Return a form not yet sent, with `filled` already in its fields.

    Amounts of the money of `country` stand there as its people type them.
    """
    digits = country.manners.exponent if country else 0
    typed: dict[str, str] = {}
    lists: dict[str, list[str]] = {}
    for name, value in (filled or {}).items():
        if value is None:
            continue
        if name in model.model_fields and _is_day(model.model_fields[name]):
            year, month, day = str(value).split("-")
            typed |= {f"{name}.d": day, f"{name}.m": month, f"{name}.y": year}
        elif isinstance(value, dict):
            typed |= {
                f"{name}.{key}": _typed(model, name, one, digits) for key, one in value.items()
            }
        elif isinstance(value, list | tuple):
            lists[name] = [str(item) for item in value]
        else:
            typed[name] = _typed(model, name, value, digits)
    return Form(typed, lists, {}, uuid4())


def read(
    model: type[M],
    data: FormData,
    known: Mapping[str, object] | None = None,
    country: Country | None = None,
) -> Form[M]:
    """Return the form that came in as `data`, read as `model`, with its problems if any.

    `known` are fields that nobody types: they stand in the address. Money and telephones are read
    as people of `country` write them.

    What is written in `<name>_new`, beside a list, is the answer instead of the choice `<name>`.
    With a field `take`, «name=value», that field is what was suggested for it instead. With it or a
    field `look_again` the form counts as not sent yet: a person wants to look at it once more.
    """
    typed: dict[str, str] = {}
    lists: dict[str, list[str]] = {}
    files: dict[str, bytes] = {}
    too_large: list[str] = []
    for name, sent in data.multi_items():
        if isinstance(sent, TooLarge):
            too_large.append(name)
        elif isinstance(sent, UploadFile):
            files[name] = sent.file.read()
        else:
            typed[name] = sent
            lists.setdefault(name, []).append(sent)
    if suggested := typed.pop("take", ""):
        chosen, _, meant = suggested.partition("=")
        typed |= {chosen: meant, "look_again": "yes"}
    names = frozenset(model.model_fields)
    form: Form[M] = Form(typed, lists, files, uuid4(), submitted=True, names=names)
    for name in too_large:
        form.refuse(
            N_("This file is too large: at most %(size)s MB."), name, size=MAX_FILE // 1_000_000
        )
    try:
        form.act_id = UUID(typed.get("act", ""))
    except ValueError:
        form.refuse(N_("This form came back damaged. Open the page again."))
    said = ((name, one) for name in lists for one in lists[name])
    if twice := said_twice(said, _with_one_value(model)):
        form.refuse(_TWICE, twice)
    _take_theirs(model, form)
    try:
        found = {**_gathered(model, form), **(known or {})}
        value = model.model_validate(found, context=country)
        form.value = None if form.errors else value
    except ValidationError as error:
        for fault in error.errors():
            where = [str(part) for part in fault["loc"][:2]] or [""]
            form.errors.setdefault(where[0], _problem(fault))
            form.errors.setdefault(".".join(where), _problem(fault))
    if typed.pop("look_again", None):
        form.submitted, form.value, form.errors = False, None, {}
    return form


def _take_theirs(model: type[BaseModel], form: Form[Any]) -> None:
    """Put what others wrote into each field for which a person chose it; all must be chosen.

    Where the form is only to be looked at again, both stay, with what was chosen so far.
    """
    offered = [name.removeprefix("theirs.") for name in form.typed if name.startswith("theirs.")]
    for name in offered:
        value, choice = form.typed[f"theirs.{name}"], form.typed.get(f"choose.{name}")
        if form.typed.get("look_again"):
            form.theirs[name] = value
        elif choice not in ("mine", "theirs"):
            form.theirs[name] = value
            form.errors.setdefault(f"choose.{name}", _CHOOSE)
        elif choice == "theirs":
            _write(model, form, name, value)


def _write(model: type[BaseModel], form: Form[Any], name: str, value: str) -> None:
    value = "" if value == NOTHING else value
    form.typed.pop(f"{name}_new", None)
    info = model.model_fields.get(name)
    if info is not None and _is_day(info):
        parts = value.split("-") if value else ["", "", ""]
        form.typed |= {f"{name}.{part}": text for part, text in zip("ymd", parts, strict=False)}
    elif info is not None and _is_list(info):
        form.lists[name] = value.split(", ") if value else []
    else:
        form.typed[name] = value


def _gathered(model: type[BaseModel], form: Form[Any]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, info in model.model_fields.items():
        if name in BY_THE_SERVER:
            continue
        if _is_day(info):
            parts = [form.typed.get(f"{name}.{part}", "").strip() for part in "ymd"]
            if any(parts):
                found[name] = "-".join(parts)
        elif _is_list(info):
            found[name] = form.lists.get(name, [])
        elif get_origin(info.annotation) is dict:
            start = f"{name}."
            found[name] = {
                key.removeprefix(start): value
                for key, value in form.typed.items()
                if key.startswith(start) and value
            }
        elif (beside := f"{name}_new") in form.names and form.typed.get(beside, "").strip():
            found[name] = form.typed[beside]
        elif form.typed.get(name, "").strip():
            found[name] = form.typed[name]
        _plainly(info, name, found)
    return found


def _plainly(info: FieldInfo, name: str, found: dict[str, object]) -> None:
    """Write whole numbers, alone or by their keys, in plain digits."""
    value = found.get(name)
    kinds = (info.annotation, *get_args(info.annotation))
    whole = any(kind is int or getattr(kind, "__origin__", None) is int for kind in kinds)
    if not whole or _is_money(info):
        return
    if isinstance(value, str):
        found[name] = plain_count(value)
    elif isinstance(value, dict):
        found[name] = {key: plain_count(one) for key, one in value.items()}


def _typed(model: type[BaseModel], name: str, value: object, digits: int) -> str:
    info = model.model_fields.get(name)
    if digits and isinstance(value, int) and info is not None and _is_money(info):
        return type_amount(value, digits)
    return str(value)


def _is_list(info: FieldInfo) -> bool:
    return get_origin(info.annotation) is list


@cache
def _with_one_value(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the fields of a form that are said once."""
    fields = model.model_fields.items()
    return tuple(name for name, info in fields if not _has_several(info.annotation))


def _has_several(part: object) -> bool:
    """Tell whether a field of this type, or each of its keys, may have several values."""
    return get_origin(part) in (list, tuple) or any(map(_has_several, get_args(part)))


def _is_money(info: FieldInfo) -> bool:
    parts = get_args(info.annotation)  # of «Amount | None» or «dict[str, Amount]»
    return IS_MONEY in info.metadata or any(
        IS_MONEY in getattr(part, "__metadata__", ()) for part in parts
    )


def _is_day(info: FieldInfo) -> bool:
    parts = get_args(info.annotation)  # of «Day | None»
    return IS_DAY in info.metadata or any(
        IS_DAY in getattr(part, "__metadata__", ()) for part in parts
    )


def _problem(fault: Any) -> Problem:
    context = fault.get("ctx", {})
    if fault["type"] == "said":
        return Problem(context["msgid"], context["params"])
    known = _PROBLEMS.get(fault["type"], _OTHER)
    return Problem(known.msgid, {key: value for key, value in context.items() if key != "error"})
