"""Acts: what people may do, each a value in one table.

`@act(...)` turns a function «check, change rows, return the event» into an `Act` and enters it in
`ACTS`. Pages, the command line, the docs and the tests that hold for every act read that table.
An act is called like the function it was made of, with a desk and a form that holds everything.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Generic, TypeVar, get_args, get_type_hints
from uuid import UUID

from pydantic import BaseModel, TypeAdapter
from sqlmodel import Session

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotAllowed, Refusal
from ubudehe.people.desk import Desk
from ubudehe.people.minutes import Teller
from ubudehe.people.rules import Right
from ubudehe.people.seen import Moved, State, Version, differing, version_of
from ubudehe.people.signing import person_of
from ubudehe.people.tables import Account
from ubudehe.record.append import Event, Receipt, Request, append, earlier_receipt, lock_log
from ubudehe.record.tongues import FIELD as TONGUE

F = TypeVar("F", contravariant=True)
Model = type[BaseModel]


ONE_OFFICE = N_(
    "The two of you count as one person here: a deputy and whose role it is, or two accounts of "
    "one person. Ask somebody else for the second step."
)


class Nothing(BaseModel):
    """A form that is only a button."""


class Offline(StrEnum):
    """Whether an act may be done without signal and sent later; and why, or why not."""

    ADDS = "yes: it only adds something"
    ASKS = "yes: where it meets another change, a person chooses"
    STATE = "no: it rests on what others have done by now"
    SECOND = "no: a second person answers for exactly what the first one did"
    SECRET = "no: it needs a secret that only the server holds"  # noqa: S105 - a reason


@dataclass(frozen=True)
class Apart:
    """People who may not do an act themselves: which ones, and what they are told."""

    who: str
    """In a few English words, for the table of acts."""
    accounts: Callable[[Desk, Any], Collection[UUID | None]]
    refusal: str


class Seconded(BaseModel):
    """What a second person agrees to at once: `second` showed their own PIN."""

    second: UUID | None = None


@dataclass(frozen=True)
class Second:
    """A second person who must agree at once, by their own PIN: with which right, and when."""

    right: Right
    refusal: str
    when: Callable[[Desk, Any], bool] = lambda _desk, _form: True


@dataclass(frozen=True)
class Act(Generic[F]):
    """One kind of act. Called with a desk and its form it does the act and returns the receipt."""

    type: str
    right: Right
    perform: Callable[[Desk, F], Event]
    form: TypeAdapter[Any]
    models: tuple[Model, ...]
    """The form models it takes: one, or one of several."""
    said: str
    """What happened and what comes next, for who did it."""
    corrected_by: tuple[str, ...]
    """Types of the acts that take it back, put it right or come in its place."""
    final: str
    """Why nothing corrects it, where nothing does."""
    offline: Offline
    agree: tuple[str, ...]
    """Types of the acts by which another person must agree before it counts."""
    apart: tuple[Apart, ...]
    second: Second | None
    """Who must agree at once, by their own PIN."""
    state: State | None
    """What a person must have seen before changing it."""
    after: Callable[[Desk, Receipt], None] | None
    minutes: Teller | None
    """What tells it in the minutes of the meeting in which it is done."""
    worded: tuple[str, ...]
    """Fields with words of who does it that everybody may come to read: the record keeps in which
    language they are, as that of the page where they were written."""

    def __call__(self, desk: Desk, form: F) -> Receipt:
        """Do the act: right, repetition, what was seen, who may, rules, rows and event.

        Raises NotAllowed, ActReused, Moved, or whatever Refusal its rules raise.
        """
        desk = self._as_held(desk)
        role = desk.person.role_for(self.right, desk.place, desk.today)
        if role is None:
            raise NotAllowed(N_("Your role does not allow this at this place."))
        plain = self._second_as_held(desk, self.plain(form))
        request = Request(
            log=desk.place,
            id=desk.act_id,
            type=self.type,
            role=role.value,
            key=desk.person.key,
            account=desk.person.account,
            at=desk.now,
            given=self.form.dump_json(plain).decode(),
            entropy=desk.entropy,
        )
        head = lock_log(desk.session, desk.place)
        if (earlier := earlier_receipt(head.driver, request)) is not None:
            return earlier
        self._check_seen(desk, plain)
        self._check_apart(desk, plain)
        by_two = self.second is not None and self.second.when(desk, plain)
        event = self.perform(desk, plain)
        # Asked last: a PIN is typed for what is right otherwise. A refusal takes all back.
        agreed = self._second(desk, plain) if by_two else {}
        public, private = {**event.public, **agreed}, {**event.private, **self._tongue(desk, plain)}
        event = replace(event, public=public, private=private)
        receipt = append(desk.session, head, request, event)
        if self.after is not None:
            self.after(desk, receipt)
        return receipt

    def _as_held(self, desk: Desk) -> Desk:
        """Return the desk of who acts as the account that holds the right."""
        person = desk.person.acting(self.right, desk.place, desk.today)
        return desk if person is desk.person else replace(desk, person=person)

    def _second_as_held(self, desk: Desk, form: Any) -> Any:
        """Return a form whose second person is named by the account that holds the right."""
        account = desk.session.get(Account, form.second) if getattr(form, "second", None) else None
        if account is None or self.second is None:
            return form
        person = person_of(desk.session, account)
        held = person.acting(self.second.right, desk.place, desk.today).account
        return form if held == account.id else form.model_copy(update={"second": held})

    def plain(self, form: Any) -> Any:
        """Return `form` as the act's own model: a page's may hold more, such as a second PIN."""
        if type(form) in self.models:
            return form
        for model in self.models:
            if isinstance(form, model):
                return model.model_construct(
                    **{name: getattr(form, name) for name in model.model_fields}
                )
        raise TypeError(f"{self.type} does not take a {type(form).__name__}")

    @property
    def asks(self) -> bool:
        """Tell whether the form carries what it was made from: as a whole, or row by row."""
        rows = any("was" in model.model_fields for model in self.models)
        return self.state is not None or rows

    def version(self, session: Session, place: str, ids: Mapping[str, object]) -> Version | None:
        """Return the version of what the act would change now; None where that is nothing."""
        now = self.state(session, place, ids) if self.state else None
        return None if now is None else version_of(now)

    def _tongue(self, desk: Desk, form: Any) -> dict[str, object]:
        if not desk.tongue or not any(getattr(form, name, None) for name in self.worded):
            return {}
        return {TONGUE: desk.tongue}

    def _check_seen(self, desk: Desk, form: Any) -> None:
        seen = getattr(form, "seen", None)
        if self.state is None or seen is None:
            return
        now = self.state(desk.session, desk.place, vars(form))
        if now is not None and version_of(now) != seen:
            raise Moved(differing(now, seen), version_of(now))

    def _check_apart(self, desk: Desk, form: Any) -> None:
        if not self.apart:
            return
        own = desk.person.accounts
        office = desk.one_office()
        for apart in self.apart:
            kept_out = office.intersection(apart.accounts(desk, form))
            if own & kept_out:
                raise Refusal(apart.refusal)
            if kept_out:
                raise Refusal(ONE_OFFICE)

    def _second(self, desk: Desk, form: Any) -> dict[str, object]:
        """Return what the record says of the second person; Refusal where there is none."""
        assert self.second is not None
        account = desk.session.get(Account, form.second) if form.second else None
        if account is None or account.id in desk.person.accounts:
            raise Refusal(self.second.refusal, "second_pin")
        if account.id in desk.one_office():
            raise Refusal(ONE_OFFICE, "second_pin")
        person = person_of(desk.session, account)
        role = person.role_for(self.second.right, desk.place, desk.today)
        if role is None:
            raise Refusal(N_("The second person's role does not allow this here."), "second_pin")
        return {"second": {"role": role.value, "key": person.key}}


ACTS: dict[str, Act[Any]] = {}
"""Every act by its type; filled as the rooms are imported (`ubudehe.app` imports them all)."""


@dataclass(frozen=True)
class _Declared:
    corrected_by: tuple[str, ...] = ()
    final: str = ""
    agree: tuple[str, ...] = ()
    apart: tuple[Apart, ...] = ()
    second: Second | None = None
    state: State | None = None
    after: Callable[[Desk, Receipt], None] | None = None
    minutes: Teller | None = None
    worded: tuple[str, ...] = ()
    takes: Any = None


def act(
    type_: str, right: Right, *, said: str, offline: Offline, **declared: Any
) -> Callable[[Callable[[Desk, F], Event]], Act[F]]:
    """Return what makes a function an act of `type_` for people who hold `right`.

    `declared` are further fields of Act; `takes` names the form where it is one of several models.
    """
    more = _Declared(**declared)

    def enter(perform: Callable[[Desk, F], Event]) -> Act[F]:
        taken = more.takes or _second_hint(perform)
        made = Act(
            type=type_,
            right=right,
            perform=perform,
            form=TypeAdapter(taken),
            models=_models(taken),
            said=said,
            corrected_by=more.corrected_by,
            final=more.final,
            offline=offline,
            agree=more.agree,
            apart=more.apart,
            second=more.second,
            state=more.state,
            after=more.after,
            minutes=more.minutes,
            worded=more.worded,
        )
        if type_ in ACTS:
            raise ValueError(f"two acts of type {type_}")
        ACTS[type_] = made
        return made

    return enter


def _second_hint(perform: Callable[..., Event]) -> Any:
    hints = get_type_hints(perform, include_extras=True)
    return [hint for name, hint in hints.items() if name != "return"][1]


def _models(taken: Any) -> tuple[type[BaseModel], ...]:
    if isinstance(taken, type) and issubclass(taken, BaseModel):
        return (taken,)
    found: list[type[BaseModel]] = []
    for part in get_args(taken):
        found += _models(part) if get_args(part) or isinstance(part, type) else ()
    return tuple(found)
