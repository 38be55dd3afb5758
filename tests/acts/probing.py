"""Trying, before an act is done for the first time, everything that must hold for every act.

A probe works in a savepoint that is taken back, so the play goes on as if nothing had been tried.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import BaseModel
from sqlmodel import Session

from ubudehe.demo.stage import Stage
from ubudehe.language.refusals import ActReused, NotAllowed, NotFound, Refusal
from ubudehe.people.acts import Act
from ubudehe.people.desk import Desk, Person
from ubudehe.people.rules import Grant
from ubudehe.people.seen import Moved
from ubudehe.people.tables import Account
from ubudehe.record.append import total
from ubudehe.record.tables import LogHead

NEXT = {"22120308": "22120305"}
"""The village next door, in which nothing the demo's village made is known."""


class Probe:
    """One act about to be done: who, where, with which form."""

    def __init__(self, stage: Stage, person: Person, place: str, act: Act[Any], form: Any) -> None:
        self.stage, self.person, self.place = stage, person, place
        self.act, self.form = act, form
        self.session: Session = stage.session

    def desk(
        self, person: Person | None = None, place: str = "", act_id: UUID | None = None
    ) -> Desk:
        """Return a desk at this moment, without moving the stage's clock or its chance."""
        stage = self.stage
        return Desk(
            self.session,
            person or self.person,
            place or self.place,
            act_id=act_id or uuid4(),
            now=stage.now + timedelta(seconds=1),
            country=stage.country,
            keyring=stage.keyring,
        )

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Do something that is taken back."""
        self.session.flush()
        point = self.session.begin_nested()
        try:
            yield
        finally:
            point.rollback()
            self.session.expire_all()

    @contextmanager
    def refused(self, *kinds: type[Refusal], message: str = "") -> Iterator[None]:
        """Expect a refusal of one of `kinds`, which leaves the record as it was."""
        with self.aside():
            before = self.size()
            with pytest.raises(kinds or (Refusal,)) as found:
                yield
            assert type(found.value) in kinds or not kinds, (self.act.type, found.value, message)
            assert self.size() == before, self.act.type

    def size(self) -> int:
        """Return how many events the place's record holds."""
        head = self.session.get(LogHead, self.place, populate_existing=True)
        return head.size if head else 0


def a_stranger(probe: Probe) -> None:
    """Somebody without any role is not allowed."""
    stranger = replace(probe.person, grants=())
    with probe.refused(NotAllowed):
        probe.act(probe.desk(stranger), probe.form)


def a_role_that_ended_yesterday(probe: Probe) -> None:
    """Who held the role until yesterday is not allowed any more."""
    over = probe.desk().today - timedelta(days=1)
    ended = tuple(_until(grant, over) for grant in probe.person.grants)
    with probe.refused(NotAllowed):
        probe.act(probe.desk(replace(probe.person, grants=ended)), probe.form)


def a_role_from_tomorrow(probe: Probe) -> None:
    """Who will hold the role from tomorrow on is not allowed yet."""
    since = probe.desk().today + timedelta(days=1)
    later = tuple(replace(grant, since=since) for grant in probe.person.grants)
    with probe.refused(NotAllowed):
        probe.act(probe.desk(replace(probe.person, grants=later)), probe.form)


def the_next_village(probe: Probe) -> None:
    """Who holds the same role next door finds nothing of this village there."""
    there = NEXT.get(probe.place)
    if there is None or not _ids(probe.form):
        return
    grants = tuple(
        replace(grant, place=there) if grant.place == probe.place else grant
        for grant in probe.person.grants
    )
    neighbour = replace(probe.person, account=uuid4(), grants=grants)
    with probe.refused(NotFound, Refusal, NotAllowed):
        probe.act(probe.desk(neighbour, there), probe.form)


def the_same_again(probe: Probe) -> None:
    """The same id with the same content gets the same receipt and changes nothing."""
    with probe.aside():
        act_id = uuid4()
        first = probe.act(probe.desk(act_id=act_id), probe.form)
        size, sums = probe.size(), _sums(probe)
        again = probe.act(probe.desk(act_id=act_id), probe.form)
        assert again.repeated, probe.act.type
        assert (again.index, again.leaf_hash, again.subject) == (
            first.index,
            first.leaf_hash,
            first.subject,
        )
        assert (probe.size(), _sums(probe)) == (size, sums), probe.act.type


def other_content(probe: Probe) -> None:
    """The same id with other content, or from somebody else, is refused."""
    with probe.aside():
        act_id = uuid4()
        probe.act(probe.desk(act_id=act_id), probe.form)
        size = probe.size()
        other = changed(probe.form)
        if other is not None:
            with pytest.raises(ActReused):
                probe.act(probe.desk(act_id=act_id), other)
        somebody = replace(probe.person, account=uuid4())
        with pytest.raises(ActReused):
            probe.act(probe.desk(somebody, act_id=act_id), probe.form)
        assert probe.size() == size, probe.act.type


def an_old_page(probe: Probe) -> None:
    """A form made from what is no longer so is refused, and tells what is there now."""
    if probe.act.state is None or "seen" not in type(probe.form).model_fields:
        return
    now = probe.act.version(probe.session, probe.place, dict(probe.form))
    if now is None:
        return
    old = probe.form.model_copy(update={"seen": "0" * len(now)})
    with probe.refused(Moved):
        probe.act(probe.desk(), old)
    with probe.aside():
        probe.act(probe.desk(), probe.form.model_copy(update={"seen": now}))


def the_second_of_two(probe: Probe) -> None:
    """Of two who act on the same page one wins and the other is told; nothing counts twice."""
    if probe.act.state is None or "seen" not in type(probe.form).model_fields:
        return
    seen = probe.act.version(probe.session, probe.place, dict(probe.form))
    form = probe.form.model_copy(update={"seen": seen})
    with probe.aside():
        probe.act(probe.desk(), form)
        size = probe.size()
        try:
            probe.act(probe.desk(), form)
        except Refusal:
            assert probe.size() == size, probe.act.type
        else:
            # Nothing that the form was made from has changed: the same was written once more.
            after = probe.act.version(probe.session, probe.place, dict(probe.form))
            assert after == seen, probe.act.type


def who_is_kept_apart(probe: Probe) -> None:
    """Whoever may not do it themselves is refused, whatever roles they hold."""
    for apart in probe.act.apart:
        for account in apart.accounts(probe.desk(), probe.form):
            if account is None:
                continue
            with probe.refused(Refusal):
                probe.act(probe.desk(replace(probe.person, account=account)), probe.form)


def the_second_person(probe: Probe) -> None:
    """Where two must agree, nobody and the same person twice are not two."""
    second = probe.act.second
    if second is None or not second.when(probe.desk(), probe.form):
        return
    for account in (None, probe.person.account, uuid4()):
        with probe.refused(Refusal):
            probe.act(probe.desk(), probe.form.model_copy(update={"second": account}))


def two_accounts_of_one_person(probe: Probe) -> None:
    """Who must be another person is none with a second account: neither kept apart nor agreeing."""
    own, second = probe.person.account, probe.act.second
    kept = {one for apart in probe.act.apart for one in apart.accounts(probe.desk(), probe.form)}
    if second is not None and second.when(probe.desk(), probe.form):
        kept.add(getattr(probe.form, "second", None))
    for account in kept - {None, own}:
        with probe.refused(Refusal):
            probe.session.get_one(Account, account).same_as = own
            probe.session.flush()
            probe.act(probe.desk(), probe.form)


PROBES: tuple[Callable[[Probe], None], ...] = (
    a_stranger,
    a_role_that_ended_yesterday,
    a_role_from_tomorrow,
    the_next_village,
    the_same_again,
    other_content,
    an_old_page,
    the_second_of_two,
    who_is_kept_apart,
    the_second_person,
    two_accounts_of_one_person,
)


def _until(grant: Grant, day: date) -> Grant:
    return replace(grant, since=min(grant.since, day), until=day)


def _ids(form: BaseModel) -> list[UUID]:
    """Return the ids of things that a form names."""
    found = []
    for name, value in form:
        if name == "second":
            continue
        values = value if isinstance(value, list | dict) else [value]
        found += [one for one in values if isinstance(one, UUID)]
    return found


def changed(form: BaseModel) -> BaseModel | None:
    """Return a form with another content, whether it makes sense or not; None if it has none."""
    for name, value in form:
        if isinstance(value, bool) or name in ("form", "seen"):
            continue
        if isinstance(value, int):
            return form.model_copy(update={name: value + 1})
        if isinstance(value, str):
            return form.model_copy(update={name: value + "x"})
        if isinstance(value, UUID):
            return form.model_copy(update={name: uuid4()})
        if isinstance(value, date):
            return form.model_copy(update={name: value - timedelta(days=1)})
    return None


def _sums(probe: Probe) -> dict[str, int]:
    names = ("households", "people", "needs", "proposals", "money_in", "money_out", "entries")
    return {name: total(probe.session, probe.place, name) for name in names}
