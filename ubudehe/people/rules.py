"""Who may do what, where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from ubudehe.record.rules.shapes import COUNTRY


class Role(StrEnum):
    """What a person is at a place. A role covers everything under that place's code."""

    FACILITATOR = "facilitator"
    CHAIR = "chair"
    SECRETARY = "secretary"
    TREASURER = "treasurer"
    AUDITOR = "auditor"
    CELL_SECRETARY = "cell_secretary"
    SECTOR_OFFICER = "sector_officer"
    DISTRICT_OFFICER = "district_officer"
    DATA_PROTECTION = "data_protection"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """What a role allows."""

    LOOK = "look"
    HOUSEHOLDS = "households"
    ASSEMBLY = "assembly"
    CATEGORISE = "categorise"
    FILE_APPEALS = "file_appeals"
    DECIDE_APPEALS = "decide_appeals"
    OPEN_FILES = "open_files"
    EXPORT_LIST = "export_list"
    DATA_REQUESTS = "data_requests"
    PROJECTS = "projects"
    CHECK_PROPOSALS = "check_proposals"
    OPEN_BALLOTS = "open_ballots"
    PROPOSE_MONEY = "propose_money"
    APPROVE_MONEY = "approve_money"
    CLOSE_BOOKS = "close_books"
    SIGN_BOOKS = "sign_books"
    REVIEW_BOOKS = "review_books"
    ANSWER_FINDINGS = "answer_findings"
    HEAR_CONCERNS = "hear_concerns"
    OWN_QUESTIONS = "own_questions"
    HOLIDAYS = "holidays"
    """To announce a day off in all villages of a place."""
    ANSWER_QUESTIONS = "answer_questions"
    HIDE_ANSWERS = "hide_answers"
    """To take an answer to a question off the public page."""
    PEOPLE = "people"
    DEPUTE = "depute"
    """To name a deputy: whoever holds a role, for that role; administrators for any."""


_KEEPERS = {
    Right.LOOK,
    Right.HOUSEHOLDS,
    Right.ASSEMBLY,
    Right.CATEGORISE,
    Right.FILE_APPEALS,
    Right.EXPORT_LIST,
    Right.PROJECTS,
    Right.PROPOSE_MONEY,
    Right.ANSWER_FINDINGS,
    Right.ANSWER_QUESTIONS,
    Right.HIDE_ANSWERS,
}
_OFFICERS = {Right.LOOK, Right.DECIDE_APPEALS, Right.OPEN_FILES, Right.REVIEW_BOOKS}
_HEARERS = _OFFICERS | {Right.EXPORT_LIST, Right.CHECK_PROPOSALS, Right.HEAR_CONCERNS}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.FACILITATOR: frozenset(_KEEPERS),
    Role.SECRETARY: frozenset(_KEEPERS),
    Role.CHAIR: frozenset(
        {
            Right.LOOK,
            Right.ASSEMBLY,
            Right.PROJECTS,
            Right.APPROVE_MONEY,
            Right.SIGN_BOOKS,
            Right.ANSWER_FINDINGS,
            Right.ANSWER_QUESTIONS,
            Right.HIDE_ANSWERS,
        }
    ),
    Role.TREASURER: frozenset(
        {
            Right.LOOK,
            Right.PROPOSE_MONEY,
            Right.APPROVE_MONEY,
            Right.CLOSE_BOOKS,
            Right.ANSWER_FINDINGS,
        }
    ),
    Role.AUDITOR: frozenset({Right.LOOK, Right.OPEN_BALLOTS}),
    Role.CELL_SECRETARY: frozenset(_OFFICERS | {Right.FILE_APPEALS}),
    Role.SECTOR_OFFICER: frozenset(_HEARERS),
    Role.DISTRICT_OFFICER: frozenset(_HEARERS | {Right.OWN_QUESTIONS, Right.HOLIDAYS}),
    Role.DATA_PROTECTION: frozenset(
        {Right.LOOK, Right.DATA_REQUESTS, Right.OPEN_FILES, Right.HIDE_ANSWERS}
    ),
    Role.ADMINISTRATOR: frozenset({Right.PEOPLE, Right.OWN_QUESTIONS, Right.HOLIDAYS}),
}
RIGHTS = {role: rights | {Right.DEPUTE} for role, rights in RIGHTS.items()}
"""No role above the village holds a right that would change a village's decision."""

WHOLE_COUNTRY = ""
"""The place at which a role for the whole country is held: every code begins with it."""


def held_at(log: str) -> str:
    """Return where the roles are held that a record tells: its place, or the whole country."""
    return WHOLE_COUNTRY if log == COUNTRY else log


MOVES_MONEY = frozenset(
    {Right.PROPOSE_MONEY, Right.APPROVE_MONEY, Right.CLOSE_BOOKS, Right.SIGN_BOOKS}
)
"""A role with one of these rights is given by two people."""


def moves_money(role: Role) -> bool:
    """Tell whether a role may move money or sign for it."""
    return bool(MOVES_MONEY & RIGHTS[role])


SHOWS_TWO = frozenset(
    {
        Role.TREASURER,
        Role.CELL_SECRETARY,
        Role.SECTOR_OFFICER,
        Role.DISTRICT_OFFICER,
        Role.DATA_PROTECTION,
        Role.ADMINISTRATOR,
    }
)
"""Who holds one of these shows a second factor after the PIN, where a server requires it."""


def is_given_with_code(role: Role) -> bool:
    """Tell whether a role is given only by who shows their second factor again."""
    return moves_money(role) or role in SHOWS_TWO


@dataclass(frozen=True)
class Grant:
    """A role at a place (NISR code; empty for the whole country), from a day, until a day."""

    role: Role
    place: str
    since: date
    until: date | None = None
    of: tuple[UUID, str] | None = None
    """Account and public key by which it is held, where that is another account of the person."""

    def in_force(self, day: date) -> bool:
        """Tell whether this grant has begun on `day` and has not ended."""
        return self.since <= day and (self.until is None or day <= self.until)

    def covers(self, right: Right, place: str, day: date) -> bool:
        """Tell whether this grant allows `right` at `place` on `day`."""
        return self.in_force(day) and right in RIGHTS[self.role] and place.startswith(self.place)


def shows_two(grants: Iterable[Grant], day: date) -> bool:
    """Tell whether somebody with these roles has to have a second factor on `day`."""
    return any(grant.role in SHOWS_TWO and grant.in_force(day) for grant in grants)


def role_for(grants: Iterable[Grant], right: Right, place: str, day: date) -> Role | None:
    """Return the role by which `right` is held at `place` on `day`, the nearest place first."""
    found = grant_for(grants, right, place, day)
    return found.role if found else None


def grant_for(grants: Iterable[Grant], right: Right, place: str, day: date) -> Grant | None:
    """Return the grant by which `right` is held at `place` on `day`, the nearest place first.

    Of several there, one of the account that signs in comes first: a repetition finds the same.
    """
    fitting = [grant for grant in grants if grant.covers(right, place, day)]
    fitting.sort(key=lambda grant: (-len(grant.place), grant.of[1] if grant.of else ""))
    return fitting[0] if fitting else None
