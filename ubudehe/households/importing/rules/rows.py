"""From rows to households: every row becomes a form, or a list of what is wrong with it.

Only the head and how many people there are can keep a household out. Any other answer that cannot
be read is noted, and kept as it came where it may be kept; a group that is not told is asked later.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from ubudehe.households.forms import NO_GROUP, HouseholdForm
from ubudehe.households.importing.rules.answers import is_missing
from ubudehe.households.importing.rules.elsewhere import of_others
from ubudehe.households.importing.rules.numbers import (
    read_count,
    read_income,
    read_land,
    read_people,
    without_zero_decimals,
)
from ubudehe.households.importing.rules.plans import Plan
from ubudehe.households.importing.rules.repeated import as_above
from ubudehe.households.importing.rules.sheets import Row, Sheet
from ubudehe.households.importing.rules.targets import BAND_TARGETS, BY_SEX, TARGETS, Target
from ubudehe.households.importing.rules.vocabulary import words_of
from ubudehe.language.fields import NO_PHONE
from ubudehe.language.messages import N_
from ubudehe.language.phones import phones_in
from ubudehe.language.refusals import Refusal
from ubudehe.places.pack import Country

MAX_KEY = 80
_COUNTED = re.compile(
    r"^(?:(?:no?|nr)[.°º]? ?|[(#] ?)?[0-9]{1,4}(?: ?(?:[.):/°º]|[-–]) ?-? ?| )(?=[^\W\d_])", re.I
)
"""The number in front of a name, where a list was typed as «1. UWERA Aline»."""
_BROKEN_CELLS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#######")
)
"""What spreadsheets show instead of a value that they cannot reckon."""
_LOST = "\ufffd"
_ASKED = re.compile(r"[^\W\d_]\?[^\W\d_]")
"""A question mark within a word: what programs write for a letter that they do not know."""
_MAX_KEPT = 120


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in one cell: row as in the file, name of the column («» for the whole row)."""

    row: int
    column: str
    value: str
    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def where(self) -> str:
        """Return the name of the column and what stands in the cell, as far as there is any."""
        return f"{self.column}: «{self.value}»" if self.value else self.column


@dataclass(frozen=True)
class ReadyRow:
    """A row that can be registered."""

    row: int
    key: str
    form: HouseholdForm
    named: bool = True
    """Whether the file names the head; else a text stands in."""


@dataclass(frozen=True)
class Reading:
    """A whole sheet, read by a plan."""

    ready: tuple[ReadyRow, ...]
    problems: tuple[RowProblem, ...]
    notes: tuple[RowProblem, ...]
    """What keeps no household out: answers that could not be read, or only in part."""
    repeated: int
    """Rows whose key stood in an earlier row."""
    known: tuple[int, ...]
    """Rows whose key was imported before: they are left out."""

    @property
    def rows_with_problems(self) -> int:
        """Return how many rows have at least one problem."""
        return len({problem.row for problem in self.problems})

    @property
    def people(self) -> int:
        """Return how many people live in the households that are ready."""
        return sum(row.form.members for row in self.ready)


def category_codes(country: Country) -> frozenset[str]:
    """Return the codes of the scheme that is in use."""
    shown = [scheme for scheme in country.schemes if scheme.shown][-1]
    return frozenset(category.code for category in shown.categories)


def read_rows(
    sheet: Sheet, plan: Plan, known: Collection[str], country: Country, names: Collection[str] = ()
) -> Reading:
    """Return what `plan` makes of `sheet`; `names` are those of the village, to tell others by.

    `known` are keys that the village has already. A household may see itself in a category of the
    country's scheme in use; another code is kept as it came.
    """
    categories = category_codes(country)
    seen: dict[str, int] = {}
    ready: list[ReadyRow] = []
    problems: list[RowProblem] = []
    notes: list[RowProblem] = []
    already: list[int] = []
    elsewhere = of_others(sheet, plan.columns.values(), names)
    repeated = 0
    at = plan.columns.get("isibo")
    above = {} if at is None else as_above(sheet.rows, at)
    for row in sheet.rows:
        reader = _RowReader(sheet, plan, row, categories, country)
        reader.isibo_above = above.get(row.number)
        form = reader.read()
        key = reader.key
        if key and key in seen:
            repeated += 1
            reader.wrong("key", N_("Row %(row)s has the same key."), row=sheet.place(seen[key]))
        seen.setdefault(key, row.number)
        if key in known:
            already.append(row.number)
            continue
        if row.number in elsewhere:
            column, value = elsewhere[row.number]
            problems.append(RowProblem(row.number, column, value, _ELSEWHERE))
            continue
        problems += reader.problems
        if form is not None and not reader.problems:
            notes += reader.notes
            ready.append(ReadyRow(row.number, key, form, reader.named))
    return Reading(tuple(ready), tuple(problems), tuple(notes), repeated, tuple(already))


def mended(sheet: Sheet, cells: Mapping[int, Mapping[int, str]]) -> Sheet:
    """Return `sheet` with cells written anew, by the row's number and the place of the column."""
    if not cells:
        return sheet
    rows = tuple(
        replace(
            row,
            cells=tuple(cells[row.number].get(at, cell) for at, cell in enumerate(row.cells)),
            too_long=False,
        )
        if row.number in cells
        else row
        for row in sheet.rows
    )
    return replace(sheet, rows=rows)


class _RowReader:
    """Reads one row; collects what is wrong with it on the way."""

    def __init__(
        self, sheet: Sheet, plan: Plan, row: Row, categories: Collection[str], country: Country
    ) -> None:
        self._sheet = sheet
        self._plan = plan
        self._row = row
        self._categories = categories
        self._country = country
        self._found: dict[str, Any] = {}
        self._by_sex: dict[str, int] = {}
        self._kept: dict[str, str] = {}
        self.problems: list[RowProblem] = []
        self.notes: list[RowProblem] = []
        self.named = False
        self.isibo_above: tuple[str, bool] | None = None
        """The isibo that counts from a row above, and whether that is a guess."""
        self._told: set[str] = set()
        self.key = self._read_key()

    def wrong(self, target: str, msgid: str, **params: object) -> None:
        """Note at the column of `target` what keeps the household out."""
        self._told.add(target)
        self.problems.append(self._at(target, msgid, params))

    def note(self, target: str, msgid: str, **params: object) -> None:
        """Note at the column of `target` what does not keep the household out."""
        self._told.add(target)
        self.notes.append(self._at(target, msgid, params))

    def _at(self, target: str, msgid: str, params: Mapping[str, object]) -> RowProblem:
        at = self._plan.columns.get(target)
        name = "" if at is None else self._sheet.columns[at]
        value = "" if at is None else self._row.cells[at]
        return RowProblem(self._row.number, name, value[:_MAX_KEPT], msgid, params)

    def _needed(self, target: str) -> bool:
        """Tell whether without this answer there is no household: head, how many people."""
        if target in ("key", "head", "members_total", ""):
            return True
        return target in (*BAND_TARGETS, *BY_SEX) and is_missing(self._cell("members_total"))

    def read(self) -> HouseholdForm | None:
        """Return the household of this row, without what is wrong; that is noted."""
        if self._row.too_long:
            self.wrong("", N_("This row has more cells than there are names of columns."))
        for code in self._plan.columns:
            try:
                self._read_target(TARGETS[code])
            except Refusal as refusal:
                self._refused(code, refusal.msgid, **refusal.params)
        self.named = "head" in self._found
        self._take_isibo_above()
        self._stand_in()
        self._count_members()
        while True:
            try:
                return HouseholdForm.model_validate(
                    self._found | {"other_answers": self._kept}, context=self._country
                )
            except ValidationError as error:
                needed = [self._dropped(fault) for fault in error.errors()]
                if any(needed):
                    return None

    def _refused(self, target: str, msgid: str, **params: object) -> None:
        """Note what is wrong: a problem where the answer is needed, else a note."""
        if self._needed(target):
            self.wrong(target, msgid, **params)
        else:
            self.note(target, msgid, **params)
            self._keep_as_it_came(target)

    def _keep_as_it_came(self, target: str) -> None:
        cell = self._cell(target)
        whole = cell and len(cell) <= _MAX_KEPT and _LOST not in cell
        if whole and target not in ("phone", "land_unit"):
            self._kept[target] = cell

    def _dropped(self, fault: Any) -> bool:
        """Take an answer out that the form refuses, and note it; tell whether it is needed."""
        context = {key: value for key, value in fault.get("ctx", {}).items() if key != "error"}
        name = str(fault["loc"][0])
        if name == "other_answers":
            name = str(fault["loc"][1]) if len(fault["loc"]) > 1 else ""
            self._kept.pop(name, None)
            if not name:
                self._kept.clear()
            self.note(name, _OTHER)
            return False
        target = self._most_people() if name == "age_unknown" else name
        message, params = _FAULTS.get(fault["type"], _OTHER), context
        if fault["type"] == "said":
            message, params = context["msgid"], context["params"]
        self._found.pop(name, None)
        if name == "isibo":
            self._found["isibo"] = NO_GROUP
        if target not in self._told:
            self._refused(target, message, **params)
        return self._needed(target)

    def _read_key(self) -> str:
        cell = self._cell("key")
        if "key" not in self._plan.columns:
            return f"{self._sheet.digest[:16]}:{self._row.number}"
        key = without_zero_decimals(cell.removeprefix("uuid:").strip())
        if not key or len(key) > MAX_KEY:
            self.wrong("key", N_("This row needs a key of its own, such as a number."))
            return ""
        return key

    def _cell(self, target: str) -> str:
        at = self._plan.columns.get(target)
        return "" if at is None else self._row.cells[at]

    def _read_target(self, target: Target) -> None:
        cell = self._cell(target.code)
        if target.code in ("key", "members_total", "land_unit") or not cell:
            return  # read on their own: first, last, and with the land
        if target.answers:
            self._read_answer(target, cell)
        elif target.code == "phone":
            self._read_phone(cell)
        elif target.code in ("head", "head_more", "isibo"):
            self._read_name(target.code, cell)
        elif not is_missing(cell):
            self._read_value(target, cell)

    def _read_name(self, target: str, cell: str) -> None:
        nothing = cell.strip().casefold() in NO_PHONE or is_missing(cell)
        if nothing and (target == "isibo" or not any(map(str.isalpha, cell))):
            return
        if cell.upper() in _BROKEN_CELLS:
            return
        if _LOST in cell or _ASKED.search(cell):
            raise Refusal(_WRITE_ANEW)
        text = without_zero_decimals(cell)
        if target == "isibo":
            self._found["isibo"] = text
            return
        text = _COUNTED.sub("", text)
        before = self._found.get("head", "")
        # Some lists repeat the whole name in the second column.
        added = before and not set(words_of(text)) <= set(words_of(before))
        self._found["head"] = f"{before} {text}" if added else before or text

    def _read_phone(self, cell: str) -> None:
        if cell.strip().casefold() in NO_PHONE or is_missing(cell):
            return
        numbers = phones_in(cell, self._country.manners.region)
        if not numbers:
            self.note("phone", N_("No phone number can be read here: it comes in without one."))
            return
        if len(numbers) > 1:
            self.note("phone", N_("Only the first of these phone numbers is kept."))
        self._found["phone"] = numbers[0]

    def _read_value(self, target: Target, cell: str) -> None:
        if target.code in BY_SEX:
            self._by_sex[target.code] = read_people(cell)
            self._keep(target.code, cell)
        elif target.kind == "count":
            self._found[target.code] = read_count(cell)
        elif target.kind == "francs":
            self._found.setdefault("income", read_income(cell, self._country))
        elif target.kind == "land":
            self._found["land"], self._found["land_unit"] = read_land(cell, self._land_unit())
        elif target.code == "self_view":
            self._read_category(without_zero_decimals(cell).upper())
        else:
            self._found[target.code] = without_zero_decimals(cell)

    def _read_category(self, code: str) -> None:
        if code in self._categories:
            self._found["self_view"] = code
        else:
            self._keep("self_view", code)

    def _keep(self, target: str, cell: str) -> None:
        if len(cell) > _MAX_KEPT:
            raise Refusal(_FAULTS["string_too_long"], max_length=_MAX_KEPT)
        self._kept[target] = cell

    def _read_answer(self, target: Target, cell: str) -> None:
        answer = self._plan.answers.get(target.code, {}).get(cell)
        if answer is None:
            self._keep(target.code, cell)
        elif answer and target.kind == "yes_no":
            if answer == "yes":
                self._found.setdefault("assets", []).append(target.code.removeprefix("asset_"))
        elif answer:
            self._found[target.code] = answer

    def _land_unit(self) -> str:
        said = self._plan.answers.get("land_unit", {}).get(self._cell("land_unit"))
        unit = said or self._plan.texts.get("land_unit", "")
        if not unit:
            raise Refusal(N_("Say in which unit the land is measured."))
        return unit

    def _take_isibo_above(self) -> None:
        if self.isibo_above is None:
            return
        self._found["isibo"], guessed = self.isibo_above
        if not self._found["isibo"]:
            del self._found["isibo"]
        elif guessed:
            self.note("isibo", N_("The isibo of the rows above counts here too."))

    def _stand_in(self) -> None:
        shown = self._cell("key").removeprefix("uuid:") or self._sheet.place(self._row.number)
        for target in ("isibo", "head"):
            if target not in self._found and (text := self._plan.texts.get(target)):
                self._found[target] = text.replace("{key}", shown)
        if "isibo" not in self._found:
            self._found["isibo"] = NO_GROUP
            if "isibo" not in self._told:
                self.note("isibo", N_("No isibo is told: it waits in the list to finish."))

    def _count_members(self) -> None:
        by_age = sum(self._found.get(code, 0) for code in BAND_TARGETS)
        of = {name: self._by_sex.get(name, 0) for name in BY_SEX}
        adults = of["f_all"] + of["m_all"]
        told = max(by_age, adults + max(of["c_all"], of["g_all"] + of["b_all"]))
        cell = self._cell("members_total")
        if is_missing(cell) and not told:
            cell = self._plan.texts.get("members_total", "")
        target = self._first_band() or "members_total"
        try:
            total = told if is_missing(cell) else read_people(cell)
        except Refusal as refusal:
            self.wrong(target, refusal.msgid)
            return
        if total < by_age:
            self.wrong(
                target,
                N_("By age there are %(by_age)s people, more than %(total)s in all."),
                by_age=by_age,
                total=total,
            )
        elif total < adults:
            self.wrong(
                target,
                N_("Women and men are %(sum)s people, more than %(total)s in all."),
                sum=adults,
                total=total,
            )
        elif total < 1:
            self.wrong(target, N_("At least one person lives in a household."))
        else:
            self._found["age_unknown"] = total - by_age

    def _most_people(self) -> str:
        """Return the column to point at where there are too many people."""
        if self._by_sex and is_missing(self._cell("members_total")):
            return max(self._by_sex, key=self._by_sex.__getitem__)
        return "members_total"

    def _first_band(self) -> str | None:
        """Return the column to point at where people are counted only by age."""
        if "members_total" in self._plan.columns:
            return None
        told = (*BAND_TARGETS, *BY_SEX)
        return next((code for code in told if code in self._plan.columns), None)


_FAULTS = {
    "missing": N_("Fill this in."),
    "string_too_short": N_("Fill this in."),
    "string_too_long": N_("This is too long: at most %(max_length)s characters."),
    "greater_than_equal": N_("This must be %(ge)s or more."),
    "less_than_equal": N_("This must be %(le)s or less."),
}
_ELSEWHERE = N_("This row is of another village. It is registered there.")
_OTHER = N_("This value is not valid.")
_WRITE_ANEW = N_("Letters of this name were lost before the file came here. Write it anew.")
