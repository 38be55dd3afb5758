"""What the record says of lists of members, and of the counts that follow from them."""

from datetime import date

from ubudehe.households.roster.rules import HEAD, ListedPerson, derived
from ubudehe.households.roster.tables import HouseholdMember, VillageRoster
from ubudehe.households.tables import Household
from ubudehe.language.messages import N_
from ubudehe.language.names import fold, in_any_order
from ubudehe.record.replaying import Kept, Replay, Row, Rows, Said, Subject


def erase_members(rows: Rows, household: str) -> None:
    """Take away who lived in a household."""
    rows.drop_under("household_member", household)


def head_renamed(rows: Rows, household: str, was: str | None, name: str) -> None:
    """Let the head in a household's list be called as the household's head is from now on."""
    for row in _present(rows, household):
        if row["relation"] == HEAD and row["name"] == was:
            row["name"] = name


def present_names(rows: Rows, household: str) -> tuple[str, ...]:
    """Return the names of those who are in a household's list, in the order they came."""
    return tuple(str(row["name"]) for row in _present(rows, household))


def _present(rows: Rows, household: str) -> list[Row]:
    return [row for _, row in rows.under("household_member", household) if not row["gone"]]


def _switched(rows: Rows, said: Said) -> Subject:
    rows.put("village_roster", said.log, kept=said.type == "roster.on", since=said.at)
    return said.subject


def _told(rows: Rows, said: Said) -> Subject:
    told = said.private.get("member")
    if told is None:  # erased with its household
        return said.subject
    household = told["household"]
    row = rows.row("household_member", household, told["id"])
    if not row:
        position = len(rows.under("household_member", household)) + 1
        row = rows.put("household_member", household, told["id"], position=position)
    for name in ("name", "relation", "sex", "birth_year", "gone"):
        row[name] = told[name]
    home = rows.row("household", household)
    if "relations" in told:
        _headed(rows, household, told["name"], told["relations"])
        home["answers"] = {**home["answers"], "head_sex": told["sex"]}
    if told["counts"]:
        people = [
            ListedPerson(one["sex"], one["birth_year"], one["relation"])
            for one in _present(rows, household)
        ]
        rows.add("people", len(people) - home["members"])
        follows = derived(people, date.fromisoformat(said.day))
        home.update(answers={**home["answers"], **follows}, members=len(people))
    home["changed_at"] = said.at
    return str(household)


def _headed(rows: Rows, household: str, name: str, relations: Row) -> None:
    for member, relation in relations.items():
        rows.row("household_member", household, member)["relation"] = relation
    rows.row("household_identity", household).update(
        head=name, folded=fold(name), words=in_any_order(name)
    )


MEMBER_ACTS = ("member.add", "member.change", "member.remove", "member.restore", "member.head")

ROSTER = Replay(
    handlers={
        "roster.on": _switched,
        "roster.off": _switched,
        **dict.fromkeys(MEMBER_ACTS, _told),
    },
    kept=(
        Kept(VillageRoster, N_("Whether members are listed"), ("village",)),
        Kept(
            HouseholdMember,
            N_("Member of a household"),
            ("household", "id"),
            owner=(Household, "household"),
            named="name",
        ),
    ),
)
