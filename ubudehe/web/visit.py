"""A visit: one request, with its language, its person, its forms and its answer."""

import logging
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Concatenate, ParamSpec, TypeVar
from urllib.parse import quote
from uuid import UUID, uuid4

from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ubudehe.language.catalogues import say
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotAllowed, NotFound, Refusal
from ubudehe.people.desk import Desk, Person
from ubudehe.people.rules import Right
from ubudehe.people.signing import Signed
from ubudehe.places.pack import Country
from ubudehe.places.queries import PlaceLine, find_place
from ubudehe.record.append import Receipt
from ubudehe.record.heads import WillNotSign
from ubudehe.record.read_only import refuse_broken
from ubudehe.storage.engine import Database
from ubudehe.web import forms
from ubudehe.web.csrf import token_for
from ubudehe.web.rendering import build, render, security_policy
from ubudehe.web.services import Services

P = ParamSpec("P")
M = TypeVar("M", bound=BaseModel)
NOTICE_COOKIE = "said"
_log = logging.getLogger("ubudehe")


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
        self.guest = ""
        self._holds: dict[str, str] = {}

    @property
    def country(self) -> Country:
        """Return the country this server is for."""
        return self.services.country

    @property
    def today(self) -> date:
        """Return the day it is in the country."""
        return self.now.astimezone(self.country.zone).date()

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
    def place(self) -> PlaceLine:
        """Return the place that the address names; NotFound where there is none."""
        return find_place(self.session, self.param("place"))

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
        """Return a value from behind the question mark, or nothing."""
        return self.request.query_params.get(name, "")

    def may(self, right: Right, place: str) -> bool:
        """Tell whether who is signed in holds `right` at `place` today."""
        return self.signed is not None and self.person.may(right, place, self.today)

    def url(self, path: str) -> str:
        """Return `path` in the visit's language."""
        return f"/{self.lang}{path}"

    def form(self, model: type[M], filled: dict[str, object] | None = None) -> forms.Form[M]:
        """Return what was sent, read as `model`; or a blank form with `filled` in it."""
        if self.data is not None:
            return forms.read(model, self.data)
        return forms.blank(model, filled)

    def perform(
        self,
        form: forms.Form[M],
        action: Callable[Concatenate[Desk, M, P], Receipt],
        place: str,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Receipt | None:
        """Do `action` with what `form` holds; None if it was not sent, or refused (said in it)."""
        if not form.submitted or form.value is None:
            return None
        value = form.value
        return self.attempt(form, lambda desk: action(desk, value, *args, **kwargs), place)

    def attempt(
        self,
        form: forms.Form[M],
        work: Callable[[Desk], Receipt],
        place: str,
        person: Person | None = None,
    ) -> Receipt | None:
        """Do `work` at the desk of `place`; a refusal goes into `form` and None comes back.

        `person` acts instead of who is signed in: a second person at the same phone.
        """
        self.session.rollback()
        try:
            return self.transact(work, place, form, person or self.person)
        except NotFound:
            raise
        except Refusal as refusal:
            form.refuse(refusal.msgid, refusal.field, **refusal.params)
            return None
        except IntegrityError:
            # Another act was quicker, or an act id of another village came again: nothing changed.
            form.act_id = uuid4()
            form.refuse(N_("Somebody else was quicker. Look again and send it once more."))
            return None

    def transact(
        self,
        work: Callable[[Desk], Receipt],
        place: str,
        form: forms.Form[M],
        person: Person,
    ) -> Receipt:
        """Do `work` in one transaction, then sign the head that it made."""
        with self.database.write() as session:
            if not (self.signed and self.signed.rehearsal):
                refuse_broken(session, self.services.heads, place)
            secret = self.services.secret
            desk = Desk(session, person, place, form.act_id, self.now, self.country, secret=secret)
            receipt = work(desk)
        if not (self.signed and self.signed.rehearsal):
            self.services.versions.grew(receipt.log, receipt.index + 1)
            with self.services.database.read() as session:
                try:
                    self.services.heads.sign(session, receipt.log)
                except WillNotSign:
                    # The act is kept and must be answered so; the checkpoint says what is wrong.
                    _log.error("will not sign the record of %s", receipt.log)
        return receipt

    def hold_while(self, place: str) -> None:
        """Say that this page stays true until the record of `place` grows, today."""
        size, today = self.services.versions.of(place), self.today
        midnight = datetime.combine(today + timedelta(days=1), time(), self.country.zone)
        self._holds = {
            "x-page-of": f"{place}:{size}",
            "x-page-seconds": str(int((midnight - self.now).total_seconds()) + 1),
            "etag": f'W/"{place}.{size}.{today:%Y%m%d}.{build()}"',
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
            status = 422
        context: dict[str, object] = {
            "page": page,
            "form": form,
            "visit": self,
            "notice": self._notice(),
            "signed": None if self._holds else self.signed,
            "csrf": self._form_token(),
            **more,
        }
        response = HTMLResponse(render(template, self.lang, self.country, context), status)
        response.headers["content-security-policy"] = security_policy()
        response.headers["x-content-type-options"] = "nosniff"
        response.headers["referrer-policy"] = "same-origin"
        for name, value in self._holds.items():
            response.headers[name] = value
        if not self._holds:
            response.headers["cache-control"] = "no-store"
        if context["notice"]:
            response.delete_cookie(NOTICE_COOKIE, path="/")
        return response

    def redirect(self, path: str, notice: str | None = None) -> Response:
        """Send the visitor to `path`, there to be told `notice` (a key of NOTICES) once."""
        response = RedirectResponse(self.url(path), 303)
        if notice:
            response.set_cookie(
                NOTICE_COOKIE, quote(notice), max_age=60, path="/", httponly=True, samesite="lax"
            )
        return response

    def say(self, msgid: str, **params: object) -> str:
        """Return a message in the visit's language."""
        return say(self.lang, msgid, **params)

    def _form_token(self) -> str:
        bound = self.signed.token if self.signed else self.guest
        return token_for(self.services.secret, bound) if bound else ""

    def _notice(self) -> str:
        return self.request.cookies.get(NOTICE_COOKIE, "") if self.signed else ""
