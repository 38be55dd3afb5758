"""The desk: where every act is done, and the one frame that all actions share.

`@act(type, right)` turns a function «check, change rows, return the event» into a whole act:
the right is checked, the record locked, a repeated id answered like the first time, and the event
appended, all in the transaction of the desk's session.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from uuid import UUID

from pydantic import BaseModel
from pydantic_core import to_jsonable_python
from sqlmodel import Session

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotAllowed
from ubudehe.people.rules import Grant, Right, Role, role_for
from ubudehe.places.pack import Country
from ubudehe.record.append import Event, Receipt, Request, append, earlier_receipt, lock_log

P = ParamSpec("P")


class Nothing(BaseModel):
    """A form that is only a button."""


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in: private name and account, public key, roles."""

    account: UUID
    name: str
    key: str
    grants: tuple[Grant, ...]

    def role_for(self, right: Right, place: str, day: date) -> Role | None:
        """Return the role by which this person holds `right` at `place` on `day`, or None."""
        return role_for(self.grants, right, place, day)

    def may(self, right: Right, place: str, day: date) -> bool:
        """Tell whether this person holds `right` at `place` on `day`."""
        return self.role_for(right, place, day) is not None


@dataclass(frozen=True)
class Desk:
    """One act's surroundings: the open transaction, who acts, where, when, under which id."""

    session: Session
    person: Person
    place: str
    act_id: UUID
    now: datetime
    country: Country
    entropy: Callable[[int], bytes] = secrets.token_bytes
    secret: bytes = b""
    """The server's own secret, for keys that must not lie in the database."""

    @property
    def today(self) -> date:
        """Return the day it is in the country."""
        return self.now.astimezone(self.country.zone).date()

    def in_days(self, days: int) -> date:
        """Return the day so many days from now."""
        return self.today + timedelta(days=days)

    def at(self, act_id: UUID) -> "Desk":
        """Return the same desk with another act on it."""
        return replace(self, act_id=act_id)

    def new_id(self) -> UUID:
        """Return a fresh random id, from the desk's own source of randomness."""
        return UUID(bytes=self.entropy(16), version=4)


def act(
    type_: str, right: Right
) -> Callable[[Callable[Concatenate[Desk, P], Event]], Callable[Concatenate[Desk, P], Receipt]]:
    """Return the frame that makes a function an act of `type_` for people who hold `right`.

    The framed function raises NotAllowed, ActReused, or whatever Refusal the function raises.
    """

    def frame(
        perform: Callable[Concatenate[Desk, P], Event],
    ) -> Callable[Concatenate[Desk, P], Receipt]:
        @wraps(perform)
        def framed(desk: Desk, *args: P.args, **kwargs: P.kwargs) -> Receipt:
            role = desk.person.role_for(right, desk.place, desk.today)
            if role is None:
                raise NotAllowed(N_("Your role does not allow this at this place."))
            request = Request(
                log=desk.place,
                id=desk.act_id,
                type=type_,
                role=role.value,
                key=desk.person.key,
                account=desk.person.account,
                at=desk.now,
                given=_given(args, kwargs),
                entropy=desk.entropy,
            )
            head = lock_log(desk.session, desk.place)
            if (earlier := earlier_receipt(head.driver, request)) is not None:
                return earlier
            return append(desk.session, head, request, perform(desk, *args, **kwargs))

        return cast("Callable[Concatenate[Desk, P], Receipt]", framed)

    return frame


def _given(args: tuple[object, ...], kwargs: Mapping[str, object]) -> str:
    plain = [_plain(value) for value in args], {key: _plain(value) for key, value in kwargs.items()}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return to_jsonable_python(value)
