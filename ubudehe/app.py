"""The ASGI app: all rooms' pages behind the page cache."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import date

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from ubudehe.assemblies import words as assemblies_words
from ubudehe.assemblies.announcing.pages import pages as announced_meetings
from ubudehe.assemblies.pages import pages as assemblies
from ubudehe.audit import words as audit_words
from ubudehe.audit.counting import count_step
from ubudehe.audit.findings.pages import pages as findings
from ubudehe.audit.pages import pages as audit
from ubudehe.audit.plans.pages import pages as plans
from ubudehe.audit.plans.published.pages import pages as public_plans
from ubudehe.categories import words as categories_words
from ubudehe.categories.appeals.pages import pages as appeals
from ubudehe.categories.check.pages import pages as own_categories
from ubudehe.categories.data_requests.pages import pages as data_requests
from ubudehe.categories.events.pages import pages as household_events
from ubudehe.categories.exporting.pages import pages as exports
from ubudehe.categories.frozen.pages import pages as frozen_lists
from ubudehe.categories.histories.pages import pages as household_histories
from ubudehe.categories.pages import pages as categories
from ubudehe.categories.ranking.pages import pages as rankings
from ubudehe.categories.schemes.pages import pages as schemes
from ubudehe.categories.slips.pages import pages as slips
from ubudehe.concerns import words as concerns_words
from ubudehe.concerns.pages import pages as concerns
from ubudehe.demo.pages import pages as rehearsals
from ubudehe.desks.accounts.pages import pages as accounts
from ubudehe.desks.deputies.pages import pages as deputies
from ubudehe.desks.factors.pages import pages as factors
from ubudehe.desks.holidays.pages import pages as holidays
from ubudehe.desks.pages import pages as desks
from ubudehe.desks.signing.pages import pages as signing
from ubudehe.desks.words import JOB_WORDS, STEP_WORDS
from ubudehe.households import words as households_words
from ubudehe.households.basis.pages import pages as bases
from ubudehe.households.duplicates.pages import pages as duplicates
from ubudehe.households.importing.pages import pages as household_imports
from ubudehe.households.importing.registering.pages import pages as household_registrations
from ubudehe.households.importing.words import IMPORT_WORDS
from ubudehe.households.interviews.pages import pages as interviews
from ubudehe.households.isibos.pages import pages as isibos
from ubudehe.households.own import words as own_words
from ubudehe.households.own.answering.pages import pages as own_answers
from ubudehe.households.own.pages import pages as own_questions
from ubudehe.households.pages import pages as households
from ubudehe.households.papers.pages import pages as papers
from ubudehe.households.roster.pages import pages as rosters
from ubudehe.households.social_map.pages import pages as social_maps
from ubudehe.keeping import clear
from ubudehe.language.catalogues import say
from ubudehe.language.dates import day_of
from ubudehe.language.messages import N_
from ubudehe.language.wanted import wanted_language
from ubudehe.ledger import words as ledger_words
from ubudehe.ledger.entries.pages import pages as ledger
from ubudehe.ledger.evidence.counted.pages import pages as counted_photos
from ubudehe.ledger.evidence.pages import pages as evidence
from ubudehe.ledger.evidence.tallies.pages import pages as tallies
from ubudehe.ledger.exports.pages import pages as exported_books
from ubudehe.ledger.grants.pages import pages as grants
from ubudehe.ledger.months.pages import pages as months
from ubudehe.ledger.rebudgets.pages import pages as budget_changes
from ubudehe.ledger.reports.pages import pages as project_reports
from ubudehe.ledger.spending.pages import pages as spending
from ubudehe.ledger.statements.pages import pages as statements
from ubudehe.openbooks.api.pages import failed as api_failed
from ubudehe.openbooks.api.pages import pages as api
from ubudehe.openbooks.data.pages import pages as open_data
from ubudehe.openbooks.figures.renewing import renew
from ubudehe.openbooks.finding.pages import pages as finding
from ubudehe.openbooks.pages import pages as openbooks
from ubudehe.openbooks.realised.pages import pages as realised_budgets
from ubudehe.openbooks.records.pages import pages as records
from ubudehe.openbooks.sharing.pages import pages as sharing
from ubudehe.people import words as people_words
from ubudehe.places import words as places_words
from ubudehe.projects import words as projects_words
from ubudehe.projects.needs.pages import pages as needs
from ubudehe.projects.pages import pages as projects
from ubudehe.projects.promises.pages import pages as promises
from ubudehe.projects.proposals.pages import pages as proposals
from ubudehe.projects.results.pages import pages as results
from ubudehe.projects.voting.annulling.pages import pages as annulments
from ubudehe.projects.voting.box.pages import pages as ballot_box
from ubudehe.projects.voting.cards.pages import pages as voting_cards
from ubudehe.projects.voting.closing.destroying import finish_destroying, take_in_keys
from ubudehe.projects.voting.closing.pages import pages as closings
from ubudehe.projects.voting.overriding.pages import pages as overriding
from ubudehe.projects.voting.pages import pages as voting
from ubudehe.projects.voting.papers.pages import pages as paper_ballots
from ubudehe.projects.voting.preparing.pages import pages as preparations
from ubudehe.projects.voting.roll.pages import pages as rolls
from ubudehe.projects.voting.tellers.pages import pages as tellers
from ubudehe.questions import words as questions_words
from ubudehe.questions.pages import pages as questions
from ubudehe.record.charge import is_taken_over
from ubudehe.settings import Settings
from ubudehe.spoken import words as spoken_words
from ubudehe.spoken.pages import pages as spoken
from ubudehe.storage.engine import AWAY
from ubudehe.verifier.pages import pages as verifying
from ubudehe.web.addresses import MACHINES, meant_address
from ubudehe.web.body_limit import BodyLimit, BodyTooLarge
from ubudehe.web.contact import pages as contact
from ubudehe.web.finding import AllPages
from ubudehe.web.headers import WithHeaders
from ubudehe.web.machine import pages as machine
from ubudehe.web.page_cache import PageCache
from ubudehe.web.rendering import make_ready, render
from ubudehe.web.services import Services, open_services
from ubudehe.web.steps import Repeated
from ubudehe.web.words import take

_ROOMS = (
    machine,
    contact,
    records,
    finding,
    signing,
    accounts,
    deputies,
    holidays,
    factors,
    desks,
    spoken,
    announced_meetings,
    assemblies,
    household_imports,
    household_registrations,
    duplicates,
    social_maps,
    papers,
    interviews,
    own_questions,
    own_answers,
    isibos,
    rosters,
    bases,
    households,
    household_events,
    household_histories,
    appeals,
    rankings,
    schemes,
    slips,
    own_categories,
    frozen_lists,
    data_requests,
    exports,
    categories,
    needs,
    proposals,
    promises,
    preparations,
    voting_cards,
    rolls,
    ballot_box,
    paper_ballots,
    tellers,
    closings,
    results,
    voting,
    annulments,
    overriding,
    projects,
    exported_books,
    spending,
    statements,
    grants,
    months,
    budget_changes,
    project_reports,
    realised_budgets,
    evidence,
    tallies,
    counted_photos,
    ledger,
    findings,
    plans,
    public_plans,
    audit,
    concerns,
    questions,
    rehearsals,
    verifying,
    openbooks,
    sharing,
    open_data,
    api,
)

_log = logging.getLogger(__name__)
_PUBLISH_SECONDS = 5
_CLEAR_SECONDS = 3_600
_MESSAGES = {
    400: N_("This request could not be read."),
    404: N_("There is no such page."),
    405: N_("There is no such page."),
    408: N_("This came in too slowly, so nothing of it is kept. Send it again."),
    413: N_("This is too large to send."),
    500: N_("Something went wrong here. Try again."),
    503: N_("The books cannot be reached just now. Wait a moment and open this page again."),
}
_AGAIN_SECONDS = 5

_PERHAPS = N_(
    "Something went wrong here, and what you sent may be kept or not. Go back and send the same "
    "form again: it is never written twice."
)
for _words in (
    assemblies_words.WORDS,
    audit_words.WORDS,
    categories_words.WORDS,
    concerns_words.WORDS,
    questions_words.WORDS,
    {"job": JOB_WORDS, "first_step": STEP_WORDS},
    households_words.WORDS,
    own_words.WORDS,
    {"field": IMPORT_WORDS["target"]},
    ledger_words.WORDS,
    people_words.WORDS,
    places_words.WORDS,
    projects_words.WORDS,
    spoken_words.WORDS,
):
    take(_words)


def create_app(services: Services, *, publishing: bool = False) -> ASGIApp:
    """Return the app over `services`; with `publishing`, it also publishes what is signed."""
    routes = [Route("/", _to_language)]
    for room in _ROOMS:
        routes += room.routes
    handlers: dict[int | type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
        HTTPException: _failed,
        BodyTooLarge: _failed,
        500: _failed,
        **dict.fromkeys(AWAY, _away),
    }
    routes.append(Route("/{lang}", _to_first_page))
    app = Starlette(
        routes=[AllPages(routes)],
        middleware=[Middleware(BodyLimit)],
        exception_handlers=handlers,
        lifespan=_publishing if publishing else None,
    )
    app.state.services = services
    app.state.gates = {}
    app.router.redirect_slashes = False
    headed = WithHeaders(app, services.counters, https=services.settings.https)
    return PageCache(headed, services.versions)


def serving_app(settings: Settings) -> ASGIApp:
    """Return the app for a process that does nothing but serve.

    Pages are ready before anybody is let in. What is loaded by now stays: the garbage collector
    need not walk it again and again.
    """
    services = open_services(settings)
    make_ready(services.country)
    app = create_app(services, publishing=True)
    gc.collect()
    gc.freeze()
    return app


@asynccontextmanager
async def _publishing(app: Starlette) -> AsyncIterator[None]:
    """Publish, destroy keys of votes, count flags, sum up and clear away, again and again."""
    services: Services = app.state.services

    async def again(step: Repeated, work: Callable[[], object], seconds: int) -> None:
        while True:
            await run_in_threadpool(step.take, work)
            await asyncio.sleep(seconds)

    def today() -> date:
        return day_of(services.clock(), services.country.zone)

    def destroy() -> None:
        if not taken_in:
            with services.database.read() as session:
                if is_taken_over(session, services.heads):
                    return  # keys in the database are for the folder that is in charge
            take_in_keys(services.database, services.vault)
            taken_in.append(True)
        finish_destroying(services.database, services.vault)

    taken_in: list[bool] = []
    database, country = services.database, services.country
    works: Mapping[str, tuple[Callable[[], object], int]] = {
        "publishing": (lambda: services.publisher.step(services.clock()), _PUBLISH_SECONDS),
        "destroying": (destroy, _PUBLISH_SECONDS),
        "counting": (lambda: count_step(database, country, today()), _PUBLISH_SECONDS),
        "summing": (lambda: renew(database, country), _PUBLISH_SECONDS),
        "noting": (services.security.settle, _PUBLISH_SECONDS),
        "clearing": (lambda: list(clear(services.clearing)), _CLEAR_SECONDS),
    }
    tasks = [
        asyncio.create_task(again(Repeated(name, services.counters), *work))
        for name, work in works.items()
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _to_language(request: Request) -> Response:
    lang = wanted_language(
        request.headers.get("accept-language", ""), request.app.state.services.country.languages
    )
    return RedirectResponse(f"/{lang}/", 302)


async def _to_first_page(request: Request) -> Response:
    lang = request.path_params["lang"]
    if lang not in request.app.state.services.country.languages:
        raise HTTPException(404)
    return RedirectResponse(f"/{lang}/", 301)


async def _away(request: Request, error: Exception) -> Response:
    """Say that the database cannot be reached; pages that are kept in memory come all the same."""
    _log.error("the database failed: %s", type(error).__name__)
    headers = {"retry-after": str(_AGAIN_SECONDS)}
    return await _failed(request, HTTPException(503, headers=headers))


async def _failed(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if isinstance(error, BodyTooLarge):
        status = 413
    if status == 404 and (meant := meant_address(request)) is not None:
        return RedirectResponse(meant, 308)
    first = request.url.path.strip("/").split("/")[0]
    services: Services = request.app.state.services
    spoken = services.country.languages
    if first == "api":
        return await api_failed(request, error)
    if first in MACHINES:
        return PlainTextResponse(say(spoken[0], _MESSAGES.get(status, _MESSAGES[400])), status)
    wanted = wanted_language(request.headers.get("accept-language", ""), spoken)
    lang = first if first in spoken else wanted
    unknown = status == 500 and request.method == "POST"
    message = say(lang, _PERHAPS if unknown else _MESSAGES.get(status, _MESSAGES[400]))
    context = {"page": message, "visit": None, "notice": "", "signed": None, "csrf": ""}
    page = render(
        "web/refused.html", lang, services.country, {**context, "in_language": "/{}/".format}
    )
    headers = {"cache-control": "no-store"}
    headers |= (isinstance(error, HTTPException) and error.headers) or {}
    return Response(page, status, headers, "text/html")
