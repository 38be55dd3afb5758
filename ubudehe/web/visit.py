"""A visit: one request, with its language, its person, its forms and its answer."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from urllib.parse import quote, unquote, urlencode
from uuid import UUID, uuid4

from pydantic import BaseModel
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ubudehe.language.catalogues import say_as
from ubudehe.language.dates import day_of
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotAllowed, NotFound, Refusal
from ubudehe.people.acts import ACTS, Act
from ubudehe.people.buckets import network_of
from ubudehe.people.counter import Counter, PerhapsKept, Quicker
from ubudehe.people.desk import Desk, Person
from ubudehe.people.devices import read_device
from ubudehe.people.proving import SignInDoor
from ubudehe.people.rules import Right
from ubudehe.people.seen import Moved
from ubudehe.people.signing import IDLE, LONGEST, Signed
from ubudehe.places.pack import Country
from ubudehe.places.queries import PlaceLine, find_place
from ubudehe.record.append import Receipt
from ubudehe.record.charge import refuse_taken_over
from ubudehe.storage.blobs import Brought
from ubudehe.storage.engine import AWAY, Database
from ubudehe.storage.security_log import EVENTS
from ubudehe.storage.vault import Keyring
from ubudehe.web import forms
from ubudehe.web.cookies import DEVICE, NOTICE, drop_cookie, read_cookie, set_cookie
from ubudehe.web.csrf import token_for
from ubudehe.web.page_cache import ASKED
from ubudehe.web.remedies import ways_to
from ubudehe.web.rendering import build, render, security_policy
from ubudehe.web.services import Services

F = TypeVar("F")
T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)
_MAX_QUERY = 500
_NOTICES = {
    "saved": N_("Saved."),
    "recorded": N_("Done and written in the record."),
    "kept_for_later": N_("Kept for later: the household is not registered yet."),
    "dropped": N_("Thrown away: nothing of it is kept."),
}
_TO_GUESTS = {
    "ended": N_(
        "You were signed out: this happens after %(minutes)s minutes in which nothing is sent, and "
        "after %(hours)s hours. Sign in again, and go on where you were."
    ),
    "first": N_("Sign in first, then the page opens."),
}


def _nothing(_log: str, _size: int) -> None:
    """Take no note: a rehearsal's record is nobody's."""


class Visit:
    """What a page function gets: everything about one request, and the ways to answer it."""

    def __init__(
        self,
        request: Request,
        services: Services,
        lang: str,
        session: Session,
        data: FormData | None,
        signed: Signed | None = None,
    ) -> None:
        self.request = request
        self.services = services
        self.lang = lang
        self.session = session
        self.data = data
        self.signed = signed
        self.now: datetime = services.clock()
        self._growths = services.versions.growths
        self.guest = ""
        self.doubt = ""
        """Why what was sent may only be shown again, if so."""
        self._said = ""
        self._holds: dict[str, str] = {}
        self.brought = Brought(services.blobs.folder)
        """Files that come with a form, on their way into its act."""

    @property
    def country(self) -> Country:
        """Return the country this server is for."""
        return self.services.country

    @property
    def today(self) -> date:
        """Return the day it is in the country."""
        return day_of(self.now, self.country.zone)

    @property
    def person(self) -> Person:
        """Return who is signed in; NotAllowed where nobody is."""
        if self.signed is None:
            raise NotAllowed("")
        return self.signed.person

    @property
    def database(self) -> Database:
        """Return the database this visit works in: the rehearsal's, if one is being played."""
        if self.signed and self.signed.rehearsal:
            return self.services.rehearsals.database(self.signed.rehearsal)
        return self.services.database

    @property
    def door(self) -> SignInDoor:
        """Return where somebody shows who they are: a guest, or a second person beside who is."""
        services, client = self.services, self.request.client
        return SignInDoor(
            services.database,
            self.country,
            services.hashing,
            services.secret,
            network_of(client.host if client else ""),
            read_device(services.secret, read_cookie(self.request, DEVICE)),
            log=services.security,
        )

    @property
    def keyring(self) -> Keyring:
        """Return the keys of this visit's boxes: a rehearsal has a vault of its own."""
        vault = self.services.vault
        if self.signed and self.signed.rehearsal:
            vault = self.services.rehearsals.vault(self.signed.rehearsal)
        return Keyring(self.services.secret, vault)

    @property
    def place(self) -> PlaceLine:
        """Return the place that the address names; NotFound where there is none."""
        return self.find(self.param("place"))

    def find(self, code: str) -> PlaceLine:
        """Return the place with a code; NotFound where there is none."""
        return find_place(self.session, code)

    @property
    def village(self) -> PlaceLine:
        """Return the place that the address names, which must be a village."""
        place = self.place
        if place.level != "village":
            raise NotAllowed(N_("Households belong to a village."))
        return place

    def param(self, name: str) -> str:
        """Return a part of the address."""
        return str(self.request.path_params[name])

    def id(self, name: str) -> UUID:
        """Return an id that stands in the address."""
        found: UUID = self.request.path_params[name]
        return found

    def number(self, name: str) -> int:
        """Return a number that stands in the address."""
        return int(self.request.path_params[name])

    def query(self, name: str) -> str:
        """Return a value from behind the question mark, as long as one may be; or nothing."""
        return self.request.query_params.get(name, "")[:_MAX_QUERY].replace("\0", "")

    def query_id(self, name: str) -> UUID:
        """Return an id from behind the question mark; NotFound where there is none."""
        try:
            return UUID(self.query(name))
        except ValueError:
            raise NotFound("") from None

    def may(self, right: Right, place: str) -> bool:
        """Tell whether who is signed in holds `right` at `place` today."""
        return self.signed is not None and self.person.may(right, place, self.today)

    def rights(self, place: str) -> frozenset[Right]:
        """Return all that who is signed in may do at `place` today."""
        return frozenset(right for right in Right if self.may(right, place))

    def may_any(self, rights: Iterable[Right], place: str) -> bool:
        """Tell whether who is signed in holds one of `rights` at `place` today."""
        return any(self.may(right, place) for right in rights)

    def url(self, path: str) -> str:
        """Return `path` in the visit's language."""
        return f"/{self.lang}{path}"

    def _in_language(self, lang: str) -> str:
        """Return this page's address in another language, with what pages read of its query."""
        asked = self.request.query_params.multi_items()
        known = urlencode([(name, value) for name, value in asked if name.encode() in ASKED])
        return f"/{lang}{self.request.url.path[3:]}" + (f"?{known}" if known else "")

    @property
    def reached_at(self) -> str:
        """Return where people reach this server, as paper says it, without a slash at the end."""
        settings = self.services.settings
        return settings.address if settings.named else str(self.request.base_url).rstrip("/")

    @property
    def site(self) -> str:
        """Return the server's own address for what is kept and passed on; «» where none was chosen.

        What a visitor asked for as host never enters a page that others get.
        """
        settings = self.services.settings
        return settings.address if settings.named else ""

    def form(
        self,
        model: type[M],
        filled: Mapping[str, object] | None = None,
        *,
        of: Act[M] | None = None,
        **address: object,
    ) -> forms.Form[M]:
        """Return what was sent, read as `model`; or a blank form with `filled` in it.

        `address` is what the address and the page say and nobody types. `of` is the act that the
        form is for, where it changes something shared: a blank form then carries what it was made
        from.
        """
        if self.data is not None:
            form = forms.read(model, self.data, address, self.country)
            if self.doubt:
                form.refuse(self.doubt)
            if of is not None and of.state is not None and "seen" not in form.typed:
                form.refuse(N_("This form came back damaged. Open the page again."))
            return form
        form = forms.blank(model, filled, self.country)
        ids = {**(filled or {}), **address}
        if of is not None and (version := of.version(self.session, self.param("place"), ids)):
            form.typed["seen"] = version
        return form

    def perform(self, form: forms.Form[M], action: Act[M], place: str) -> Receipt | None:
        """Do `action` with what `form` holds; None if it was not sent, or refused (said in it)."""
        if not form.submitted or form.value is None:
            return None
        return self.perform_by(form, action, form.value, place)

    def perform_by(
        self,
        form: forms.Form[Any],
        action: Act[F],
        value: F,
        place: str,
        person: Person | None = None,
    ) -> Receipt | None:
        """Do `action` with `value`; a refusal goes into `form`.

        `person` acts instead of who is signed in: a second person at the same phone.
        """
        receipt = self.attempt(form, lambda desk: action(desk, value), place, person)
        if receipt is not None:
            self._said = action.type
            if action.type in EVENTS and not self.rehearsal:
                self.note(action.type, place=place)
        return receipt

    def note(self, event: str, **more: str | int) -> None:
        """Write into the log of security events what who is signed in did, or tried."""
        client = self.request.client
        self.services.security.note(
            event,
            self.now,
            who=self.signed.person.account if self.signed else None,
            network=client.host if client else "",
            **more,
        )

    def attempt(
        self,
        form: forms.Form[Any],
        work: Callable[[Desk], Receipt],
        place: str,
        person: Person | None = None,
        said: str = "",
    ) -> Receipt | None:
        """Do `work` at the desk of `place`; a refusal goes into `form` and None comes back.

        `said` is the type of the act that `work` does, where the visitor is told of one.
        """
        counter, who = self.counter, person or self.person
        lent_by = self.person.account if person else None

        def at_this_phone(desk: Desk) -> Receipt:
            return work(replace(desk, lent_by=lent_by))

        receipt = self._do(form, lambda: counter.do(place, who, form.act_id, at_this_phone))
        if receipt is not None and said:
            self._said = said
        return receipt

    def write(self, form: forms.Form[Any], work: Callable[[], T]) -> T | None:
        """Do `work`, which writes in a transaction of its own and is no act.

        A refusal goes into `form`.
        """

        def watched() -> T:
            if not self.rehearsal:
                with suppress(*AWAY):  # this connection may be gone; the work has one of its own
                    refuse_taken_over(self.session, self.services.heads)
            self.session.rollback()
            return work()

        return self._do(form, watched)

    def _do(self, form: forms.Form[Any], work: Callable[[], T]) -> T | None:
        if self.doubt:
            form.refuse(self.doubt)
            return None
        try:
            self.session.rollback()
            done = work()
        except NotFound:
            raise
        except Moved as moved:
            form.move(moved.now, moved.version)
            form.refuse(moved.msgid)
        except Quicker as refusal:
            # Another act was quicker, or an act id of another village came again: nothing changed.
            form.act_id = uuid4()
            form.refuse(refusal.msgid)
        except PerhapsKept as unknown:
            form.refuse(unknown.msgid)
            form.look = self.url(f"/work/{unknown.place}/kept/{unknown.act_id}")
            self.brought.put_again()
        except Refusal as refusal:
            form.refuse_by(refusal, refusal.field)
        else:
            self.brought.put_again()
            return done
        return None

    def lacks(self, form: forms.Form[Any], msgid: str) -> None:
        """Refuse what was sent for what lacks; tell it before anything is typed."""
        if form.submitted:
            form.refuse(msgid)
        else:
            form.ahead = (forms.Problem(msgid),)

    def foresee(self, form: forms.Form[Any], check: Callable[[Desk], object]) -> None:
        """Tell before anything is typed what `check` refuses as things stand."""
        if form.submitted:
            return
        try:
            check(self._desk(self.session, self.person, self.param("place"), form.act_id))
        except Refusal as refusal:
            form.ahead = (forms.Problem(refusal.msgid, refusal.params),)

    @property
    def counter(self) -> Counter:
        """Return where acts of this visit are handed over: the real books or the rehearsal's."""
        rehearsed = self.signed is not None and self.signed.rehearsal is not None
        return Counter(
            self.database,
            self._desk,
            None if rehearsed else self.services.heads,
            _nothing if rehearsed else self.services.versions.grew,
        )

    def _desk(self, session: Session, person: Person, place: str, act_id: UUID) -> Desk:
        return Desk(
            session,
            person,
            place,
            act_id,
            self.now,
            self.country,
            keyring=self.keyring,
            tongue=self.lang,
        )

    @property
    def card(self) -> str:
        """Return the address of the picture that messages show beside a link to this page."""
        parts = self.request.url.path.split("/")[2:]
        return f"/card/{self.lang}/{parts[1]}.png" if parts[:1] == ["p"] else "/icon/512.png"

    def hold_while(self, place: str) -> None:
        """Say that this page stays true until the record of `place` grows, today."""
        versions, today = self.services.versions, self.today
        if versions.grew_since(place, self._growths):
            return  # while this page was made: what was read may be from before
        version = versions.version(place)
        midnight = datetime.combine(today + timedelta(days=1), time(), self.country.zone)
        self._holds = {
            "x-page-of": f"{place}:{version}",
            "x-page-seconds": str(int((midnight - self.now).total_seconds()) + 1),
            "etag": f'W/"{place}.{version}.{today:%Y%m%d}.{build()}"',
        }

    def hold_for(self, seconds: int) -> None:
        """Say that this page may be shown again for some seconds."""
        self._holds = {"x-page-seconds": str(seconds)}

    def render(
        self,
        template: str,
        page: object = None,
        form: "forms.Form[M] | None" = None,
        status: int = 200,
        **more: object,
    ) -> Response:
        """Return the page made of `template` and the value `page`, with the form if any."""
        if form is not None and form.errors:
            status = form.status
        if form is not None and "place" in self.request.path_params:
            refused = (one.msgid for one in (*form.errors.values(), *form.ahead))
            form.ways = ways_to(refused, self.url(f"/work/{self.param('place')}"))
        context: dict[str, object] = {
            "page": page,
            "form": form,
            "visit": self,
            "notice": self._notice(),
            "signed": None if self._holds else self.signed,
            "csrf": self._form_token(),
            "in_language": self._in_language,
            "site": self.site,
            "shared": bool(self._holds) and status == 200,
            **more,
        }
        response = HTMLResponse(render(template, self.lang, self.country, context), status)
        response.headers["content-security-policy"] = security_policy()
        for name, value in self._holds.items():
            response.headers[name] = value
        if form is not None and form.wait:
            response.headers["retry-after"] = str(form.wait)
        if not self._holds:
            response.headers["cache-control"] = "no-store"
        if context["notice"]:
            drop_cookie(response, self.services.settings, NOTICE)
        return response

    def redirect(self, path: str, notice: str | None = None) -> Response:
        """Send the visitor to `path`, there to be told once what happened and what comes next.

        `notice` is «saved» or «recorded»; after an act it is what the act itself has to say.
        """
        response = RedirectResponse(self.url(path), 303)
        notice = (notice and self._said) or notice
        if notice:
            lasts = timedelta(minutes=1)
            set_cookie(response, self.services.settings, NOTICE, quote(notice), lasts)
        return response

    def say(self, msgid: str, **params: object) -> str:
        """Return a message in the visit's language."""
        return say_as(self.country.folder, self.lang, msgid, **params)

    def _form_token(self) -> str:
        cookie = self.signed.token if self.signed else self.guest
        return token_for(self.services.secret, cookie, self.rehearsal) if cookie else ""

    @property
    def rehearsal(self) -> str:
        """Return the name of the rehearsal that is played, or nothing."""
        if self.signed and self.signed.rehearsal:
            return self.services.rehearsals.name(self.signed.rehearsal)
        return ""

    def _notice(self) -> str:
        return self.tell(unquote(read_cookie(self.request, NOTICE)))

    def tell(self, what: str) -> str:
        """Return the sentence that says once what happened; «» for what this visitor is not told.

        `what` is a type of act, or why one has to sign in.
        """
        if self.signed is None:
            minutes, hours = IDLE // timedelta(minutes=1), LONGEST // timedelta(hours=1)
            known = _TO_GUESTS.get(what, "")
            return self.say(known, minutes=minutes, hours=hours) if known else ""
        msgid = ACTS[what].said if what in ACTS else _NOTICES.get(what, "")
        return self.say(msgid) if msgid else ""
