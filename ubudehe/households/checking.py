"""What the record says of households, of pairs that look alike, and of the map."""

from collections.abc import Mapping
from typing import Any

from ubudehe.households.basis.checking import BASIS, erase_basis
from ubudehe.households.duplicates.rules import CaseState
from ubudehe.households.duplicates.tables import DuplicateCase
from ubudehe.households.isibos.checking import ISIBOS, heard, unheard
from ubudehe.households.own.checking import OWN, erase_answers
from ubudehe.households.roster.checking import ROSTER, erase_members, head_renamed
from ubudehe.households.social_map.checking import MAP
from ubudehe.households.tables import Household, HouseholdHealth, HouseholdIdentity
from ubudehe.language.messages import N_
from ubudehe.language.names import fold, in_any_order
from ubudehe.record.replaying import Kept, Ref, Replay, Row, Rows, Said, Subject, together

_ELSEWHERE = {"head", "phone", "disability", "illness", "isibo", "origin", "distinct"}
_BANDS = ("0_5", "6_17", "18_35", "36_64", "65")
_COUNTED = ("age_unknown", *(f"{sex}_{band}" for sex in "fm" for band in _BANDS))
_PRIVATE = ("household", "household_identity", "household_health")


def people_of(rows: Rows, household: str) -> int:
    """Return how many people a household has; 0 where the record does not say it any more."""
    return int(rows.row("household", household).get("members", 0))


def leave(rows: Rows, household: str, how: str, at: str) -> None:
    """Let a household leave the village's list, and the sums."""
    home = rows.row("household", household)
    if not home.get("ended"):
        rows.add("households", -1)
        rows.add("people", -people_of(rows, household))
    home.update(ended=how, changed_at=at)


def erase(rows: Rows, household: str, at: str) -> None:
    """Take away what tells who a household is."""
    leave(rows, household, "erased", at)
    rows.row("household", household).update(
        answers={}, members=0, isibo="", source_key=None, origin=None
    )
    rows.row("household_identity", household).update(head="", folded="", words="", phone=None)
    rows.row("household_health", household).update(disability=None, illness=None)
    rows.drop("map_point", household)
    erase_answers(rows, household)
    erase_members(rows, household)
    erase_basis(rows, household)


def _registered(rows: Rows, said: Said) -> Subject:
    value = said.private.get("household")
    number = len(rows.tables["household"]) + 1
    id_ = str(value["id"] if value else said.subject)
    for table in _PRIVATE:
        rows.put(table, id_)
    rows.row("household", id_).update(number=number, ended=None)
    rows.add("households", 1)
    if value:
        _write(rows, said, value)
        rows.add("people", people_of(rows, id_))
    else:
        unheard(rows)
    if value and "twins" in value:
        _pair(rows, said, id_, value["twins"])
    else:
        rows.allow("duplicate_case", {"household": id_})
    return str(id_)


def _changed(rows: Rows, said: Said) -> Subject:
    value = said.private.get("household")
    if value:
        before = people_of(rows, value["id"])
        was = rows.row("household_identity", value["id"]).get("head")
        head_renamed(rows, value["id"], was, value["form"]["head"])
        _write(rows, said, value)
        rows.add("people", people_of(rows, value["id"]) - before)
        _pair(rows, said, str(value["id"]), value.get("twins", []))
        return str(value["id"])
    unheard(rows)
    return said.subject


def _write(rows: Rows, said: Said, value: Mapping[str, Any]) -> None:
    id_, form = value["id"], value["form"]
    home: Row = {
        "number": value["number"],
        "isibo": heard(rows, form["isibo"]),
        "members": sum(form.get(name, 0) for name in _COUNTED),
        "answers": {name: one for name, one in form.items() if name not in _ELSEWHERE},
        "changed_at": said.at,
    }
    home |= {name: value[name] for name in ("origin", "source_key") if name in value}
    if "origin" not in form:
        home["origin"] = None
    rows.row("household", id_).update(home)
    rows.row("household_identity", id_).update(
        head=form["head"],
        folded=fold(form["head"]),
        words=in_any_order(form["head"]),
        phone=form.get("phone"),
    )
    rows.row("household_health", id_).update(
        disability=form.get("disability"), illness=form.get("illness")
    )


def _pair(rows: Rows, said: Said, household: str, twins: list[list[Any]]) -> None:
    for village, other, signs in twins:
        columns = {
            "other_village": village,
            "signs": signs,
            "state": CaseState.OPEN,
            "reason": None,
            "found_at": said.at,
            "decided_at": None,
        }
        if village == said.log:
            rows.put("duplicate_case", household, other, **columns)
        else:  # the neighbour's household may be kept elsewhere, or be forgotten here
            rows.note("pairs")[household, other] = columns
            rows.allow("duplicate_case", {"household": household, "other": other}, columns)


def _decided(rows: Rows, said: Said) -> Subject:
    pair, finding = said.private.get("pair"), said.private.get("finding")
    if pair is None or finding is None:
        # Acts before this field do not say which pair they decided.
        for row in (*rows.tables["duplicate_case"].values(), *rows.note("pairs").values()):
            for name in ("state", "reason", "decided_at"):
                row.pop(name, None)
        return said.subject
    told = {"state": finding["finding"], "reason": finding["reason"], "decided_at": said.at}
    if tuple(pair) in rows.note("pairs"):
        rows.note("pairs")[tuple(pair)].update(told)
        return said.subject
    row = rows.row("duplicate_case", *pair)
    row.update(told)
    return Ref("duplicate_case", tuple(pair)) if row else said.subject


REPLAY = together(
    [
        Replay(
            handlers={
                "household.register": _registered,
                "household.change": _changed,
                "duplicate.decide": _decided,
            },
            kept=(
                Kept(Household, N_("Household"), named="number"),
                Kept(
                    HouseholdIdentity,
                    N_("Head of household"),
                    ("household",),
                    owner=(Household, "household"),
                ),
                Kept(
                    HouseholdHealth,
                    N_("Health in household"),
                    ("household",),
                    owner=(Household, "household"),
                ),
                Kept(
                    DuplicateCase,
                    N_("Pair of households"),
                    ("household", "other"),
                    unsaid={"id": "a random name; an act's subject leads there, and is compared"},
                ),
            ),
            elsewhere=frozenset({"duplicate.decide"}),
        ),
        ISIBOS,
        MAP,
        OWN,
        ROSTER,
        BASIS,
    ]
)
