"""Proving who somebody is: number and PIN, tried with a limit, outside every transaction.

A try is counted before the PIN is hashed, and taken back when it was right: whoever sends many at
once gains nothing. What counts depends on where it comes from. On a device where the account was
opened before, only tries on that device count: nobody else can lock it. From elsewhere they count
for the account and the network, for the account from all strangers, and for the network.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session, select

from ubudehe.language.messages import N_
from ubudehe.language.phones import NotAPhone, parse_phone
from ubudehe.language.refusals import Refusal
from ubudehe.people.buckets import DEVICE, NETWORK, STRANGERS
from ubudehe.people.devices import is_known, know
from ubudehe.people.factors.showing import is_enrolled, take_code
from ubudehe.people.hashing import Hashing
from ubudehe.people.pins import refuse_weak
from ubudehe.people.signing import replace_pin
from ubudehe.people.tables import Account
from ubudehe.people.throttling import TriesOf, check_wait, forgive, pour
from ubudehe.places.pack import Country
from ubudehe.storage.engine import Database
from ubudehe.storage.security_log import SecurityLog

T = TypeVar("T")
WRONG_PIN = N_("The PIN is not right.")
WRONG_CODE = N_(
    "This code is not right, or it was used already. Wait for the next one, or take another from "
    "your paper."
)
_NOT_RIGHT = N_("The phone number or the PIN is not right.")


@dataclass(frozen=True)
class SignInDoor:
    """Where somebody shows who they are: in which database, from which network and device.

    `device` is the name in the browser's cookie, or nothing. `beside` is the account of who is
    signed in there already, where a second person shows their PIN.
    """

    database: Database
    country: Country
    hashing: Hashing
    secret: bytes
    network: str
    device: str
    beside: UUID | None = None
    log: SecurityLog | None = None

    def enter(
        self, phone_text: str, pin: str, now: datetime, then: Callable[[Session, Account], T]
    ) -> T:
        """Return what `then` makes for the account that `phone_text` and `pin` open.

        It is done in one transaction with taking back what was counted. Refusal otherwise: wrong
        number and wrong PIN are answered alike and cost the same. Busy where too many try at once.
        """
        phone = self._phone(phone_text)
        lane = self.hashing.guests if self.beside is None else self.hashing.people
        with lane.turn():
            with self.database.read() as session:
                known = select(Account).where(Account.phone == phone)
                found = session.exec(known).one_or_none() if phone.startswith("+") else None
                tries = self._tries(session, phone, found)
                whose, step = found.id if found else None, "second" if self.beside else "sign_in"
                # What must wait is refused without taking the lock that acts wait for.
                with self._telling(f"{step}.waits", whose, now):
                    check_wait(session, tries, now)
                session.expunge_all()
            with self._telling(f"{step}.waits", whose, now), self.database.write() as session:
                pour(session, tries, now)
            strange = self.of_network in tries
            fit = self.hashing.fits_aside if strange else self.hashing.fits
            fits = fit(found.pin_hash if found else None, pin)
            if not fits or found is None or found.disabled:
                self._tell(f"{step}.failed", whose, now)
                raise Refusal(_NOT_RIGHT)
            with self.database.write() as session:
                account = _as_tried(session, found)
                if account is None:
                    raise Refusal(_NOT_RIGHT)
                forgive(session, tries[0], tries[1:], now)
                # With a second factor the device is known once a code was shown there as well.
                if self.beside is None and not is_enrolled(session, account.id):
                    self._know(session, account.id, now)
                made = then(session, account)
            self._tell(step, whose, now)
            return made

    def show_code(
        self, account: UUID, typed: str, now: datetime, then: Callable[[Session], T]
    ) -> T:
        """Return what `then` makes once `typed` is a code of the account's second factor.

        Refusal otherwise, counted in buckets like those of PINs that a right PIN does not empty:
        who knows the PIN gains no tries by showing it again.
        """
        with self._telling("code.waits", account, now), self.database.write() as session:
            tries = self._code_tries(session, account)
            pour(session, tries, now)
        with self._telling("code.failed", account, now), self.database.write() as session:
            if not take_code(session, self.secret, account, typed, now):
                raise Refusal(WRONG_CODE, "one_time")
            forgive(session, tries[0], tries[1:], now)
            if self.beside is None:
                self._know(session, account, now)
            made = then(session)
        self._tell("code", account, now)
        return made

    def confirm_pin(
        self, account: UUID, pin: str, token: str, now: datetime, then: Callable[[Session], T]
    ) -> T:
        """Return what `then` makes once the owner of a session showed the PIN again."""
        tries = [TriesOf(DEVICE, self._key("session", token))]
        with self.hashing.people.turn():
            with self._telling("pin.waits", account, now), self.database.write() as session:
                found = session.get_one(Account, account)
                pour(session, tries, now)
            if not self.hashing.fits(found.pin_hash, pin):
                self._tell("pin.failed", account, now)
                raise Refusal(WRONG_PIN, "pin")
            with self.database.write() as session:
                if _as_tried(session, found) is None:
                    raise Refusal(WRONG_PIN, "pin")
                forgive(session, tries[0], (), now)
                made = then(session)
            self._tell("pin", account, now)
            return made

    def _know(self, session: Session, account: UUID, now: datetime) -> None:
        if self.device:
            know(session, self.device, account, now)

    def change_pin(self, account: UUID, old: str, new: str, token: str, now: datetime) -> None:
        """Give an account the PIN its owner chose, from the session of `token` alone.

        Refusal if `old` is not the PIN so far, if it was tried too often, or if `new` is weak.
        """
        tries = [TriesOf(DEVICE, self._key("session", token))]
        with self.hashing.people.turn():
            with self.database.write() as session:
                found = session.get_one(Account, account)
                refuse_weak(new, found.phone, "new_pin")
                with self._telling("pin.waits", account, now):
                    pour(session, tries, now)
            if not self.hashing.fits(found.pin_hash, old):
                self._tell("pin.failed", account, now)
                raise Refusal(WRONG_PIN, "pin")
            hashed = self.hashing.hash(new)
            with self.database.write() as session:
                changed = _as_tried(session, found)
                if changed is None:
                    raise Refusal(WRONG_PIN, "pin")
                forgive(session, tries[0], (), now)
                replace_pin(session, changed, hashed, token, self.device)
        self._tell("pin.changed", account, now)

    def _tell(self, event: str, who: UUID | None, now: datetime) -> None:
        if self.log is not None:
            self.log.note(event, now, who=who, network=self.network)

    @contextmanager
    def _telling(self, event: str, who: UUID | None, now: datetime) -> Iterator[None]:
        """Note `event` where what is done within is refused."""
        try:
            yield
        except Refusal:
            self._tell(event, who, now)
            raise

    def _tries(self, session: Session, phone: str, account: Account | None) -> list[TriesOf]:
        """Return the buckets in which a try counts; the first is the person's own."""
        if self.beside is not None:
            return [TriesOf(DEVICE, self._key("second", str(self.beside), phone))]
        if account is not None and is_known(session, self.device, account.id):
            return [TriesOf(DEVICE, self._key("known", phone, self.device))]
        return [
            TriesOf(DEVICE, self._key("unknown", phone, self.network)),
            TriesOf(STRANGERS, self._key("strangers", phone)),
            self.of_network,
        ]

    def _code_tries(self, session: Session, account: UUID) -> list[TriesOf]:
        """Return the buckets in which a try of a code counts; the first is the person's own."""
        whose = str(account)
        if self.beside is not None:
            return [TriesOf(DEVICE, self._key("second code", str(self.beside), whose))]
        if is_known(session, self.device, account):
            return [TriesOf(DEVICE, self._key("known code", whose, self.device))]
        return [
            TriesOf(DEVICE, self._key("unknown code", whose, self.network)),
            TriesOf(STRANGERS, self._key("strangers code", whose)),
            self.of_network,
        ]

    @property
    def of_network(self) -> TriesOf:
        """Return the bucket of all that comes from this network."""
        return TriesOf(NETWORK, self._key("network", self.network))

    def _key(self, *parts: str) -> str:
        return hmac.new(self.secret, "\n".join(parts).encode(), hashlib.sha256).hexdigest()

    def _phone(self, typed: str) -> str:
        manners = self.country.manners
        try:
            return parse_phone(typed, manners.region, manners.prefix)
        except NotAPhone:
            return "?" + typed[:40]


def check_guess(session: Session, door: SignInDoor, now: datetime) -> None:
    """Raise Refusal while nobody of this network may try a code."""
    check_wait(session, (door.of_network,), now)


def count_guess(session: Session, door: SignInDoor, now: datetime) -> None:
    """Count a wrong code for its network."""
    pour(session, (door.of_network,), now)


def _as_tried(session: Session, tried: Account) -> Account | None:
    """Return the account of which a PIN was tried, unless another hand changed it meanwhile."""
    account = session.get(Account, tried.id, with_for_update=True, populate_existing=True)
    unchanged = account is not None and account.pin_hash == tried.pin_hash
    return account if account is not None and unchanged and not account.disabled else None
