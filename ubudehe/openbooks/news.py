"""What happened last at a place, as a feed tells it: public acts, each with its page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func
from sqlmodel import Session, col, select

from ubudehe.audit.plans.queries import announced_audits
from ubudehe.audit.plans.tables import AuditPlan
from ubudehe.language.catalogues import say
from ubudehe.language.messages import N_
from ubudehe.openbooks.rules.open_data.facts import DataPublisher
from ubudehe.openbooks.rules.open_data.feed import News
from ubudehe.places.pack import Country
from ubudehe.places.rules import code_range
from ubudehe.places.tables import Place
from ubudehe.record.tables import Act, LogHead
from ubudehe.storage.reading import pick

MOST = 50
_FINDING = "p/{code}/findings/{subject}"
TOLD = {
    "audit.sign_off": (N_("Months of the books were signed off"), "p/{code}/audit"),
    "audit.take_back": (N_("A sign-off of months was taken back"), "p/{code}/audit"),
    "audit.drop_sample": (N_("A checked sample was taken back"), "p/{code}/audits"),
    "audit.sample": (N_("An officer checked a sample of the entries"), "p/{code}/audits"),
    "finding.answer": (N_("A finding was answered"), _FINDING),
    "finding.close": (N_("A finding was closed"), _FINDING),
    "finding.escalate": (N_("A finding was handed to the next level"), _FINDING),
    "finding.raise": (N_("An officer raised a finding"), _FINDING),
    "finding.remedy": (N_("It was said what a finding asks to put right"), _FINDING),
    "finding.reopen": (N_("A finding was opened again"), _FINDING),
    "finding.withdraw": (N_("A finding was taken back"), _FINDING),
    "assembly.announce": (N_("A meeting was announced"), "announced/{subject}"),
    "assembly.call_off": (N_("A meeting was called off"), "announced/{subject}"),
    "assembly.reannounce": (N_("A meeting was announced anew"), "announced/{subject}"),
    "assembly.amend": (
        N_("Something was added to the minutes of a meeting"),
        "assemblies/{subject}",
    ),
    "assembly.close": (N_("A meeting was closed"), "assemblies/{subject}"),
    "budget.change": (N_("A meeting changed the budget of a project"), "projects/{subject}"),
    "grant.agree": (N_("A grant was agreed"), "grants/{subject}"),
    "grant.amend": (N_("A grant was amended"), "grants/{subject}"),
    "grant.restore": (N_("A grant stands again"), "grants/{subject}"),
    "grant.withdraw": (N_("A grant was withdrawn"), "grants/{subject}"),
    "period.answer": (N_("A question about a month was answered"), "p/{code}/months/{subject}"),
    "period.close": (N_("A month of the books was closed"), "p/{code}/months/{subject}"),
    "period.read": (N_("A month was read to the meeting"), "p/{code}/months/{subject}"),
    "period.reopen": (N_("A month of the books was opened again"), "p/{code}/months/{subject}"),
    "period.review": (N_("An officer looked at a month of the books"), "p/{code}/months/{subject}"),
    "period.sign": (N_("A month of the books was signed"), "p/{code}/months/{subject}"),
    "period.unread": (N_("That a month was read was taken back"), "p/{code}/months/{subject}"),
    "project.close": (N_("A project was closed with a report"), "projects/{subject}"),
    "project.reopen": (N_("A meeting opened a project again"), "projects/{subject}"),
    "proposal.add": (N_("A project was proposed"), "proposals/{subject}"),
    "proposal.withdraw": (N_("A proposed project was withdrawn"), "proposals/{subject}"),
    "txn.approve": (N_("An entry of the books was approved"), "entries/{subject}"),
    "txn.propose": (N_("An entry of the books was proposed"), "entries/{subject}"),
    "txn.void": (N_("An entry of the books was refused"), "entries/{subject}"),
    "txn.withdraw": (N_("A proposed entry of the books was taken back"), "entries/{subject}"),
    "vote.annul": (N_("A vote was annulled"), "votes/{subject}"),
    "vote.ask_annul": (N_("The sector is asked to annul a vote"), "votes/{subject}"),
    "vote.answer_annul": (N_("The sector answered whether a vote is annulled"), "votes/{subject}"),
    "vote.close": (N_("A vote was counted"), "votes/{subject}"),
    "vote.open": (N_("A vote was opened"), "votes/{subject}"),
    "vote.override": (N_("A meeting took other projects than the count chose"), "votes/{subject}"),
    "vote.unask_annul": (N_("Nobody asks any more to annul a vote"), "votes/{subject}"),
    "vote.void": (N_("A vote was declared void"), "votes/{subject}"),
}
"""What is told of which act, and the page where one reads of it. Acts about a household are not."""
OF_AUDITS = {
    "plan.amend": (N_("An audit was changed"), "audits/{subject}"),
    "plan.announce": (N_("An audit was announced"), "audits/{subject}"),
    "plan.begin": (N_("An audit began"), "audits/{subject}"),
    "plan.call_off": (N_("An audit was called off"), "audits/{subject}"),
    "plan.close": (N_("An audit was closed"), "audits/{subject}"),
    "plan.reopen": (N_("An audit was opened again"), "audits/{subject}"),
}
"""The same of audits from the day on which they were announced; they stand in records above."""


def news_of(
    session: Session, code: str, country: Country, lang: str, publisher: DataPublisher
) -> list[News]:
    """Return the latest acts of a village; of a place above, each village's latest one.

    With them those about the audits that visit the village, or are planned at or below the place.
    """
    first, end = code_range(code)
    told = col(Act.type).in_(sorted(TOLD))
    if len(code) == country.village_length:
        which = [Act.log == code, told]
    else:
        newest = (
            pick(Act.log, func.max(Act.idx).label("idx"))
            .join(LogHead, col(LogHead.log) == Act.log)
            .where(col(LogHead.log) >= first, col(LogHead.log) < end, told)
            .where(func.length(LogHead.log) == country.village_length)
            .group_by(col(Act.log))
            .subquery()
        )
        which = [and_(Act.log == newest.c.log, Act.idx == newest.c.idx)]
    rows = [*_acts(session, which), *_of_audits(session, code, country)]
    rows.sort(key=lambda row: row.at, reverse=True)
    return [_told(country, lang, publisher, *row) for row in rows[:MOST]]


def _acts(session: Session, which: Sequence[Any]) -> Sequence[Any]:
    """Return the latest acts that fit: record, id, type, subject, moment, name of the place."""
    return session.execute(
        pick(Act.log, Act.id, Act.type, Act.subject, Act.at, Place.name)
        .join(Place, col(Place.code) == Act.log)
        .where(*which)
        .order_by(col(Act.at).desc(), col(Act.log), col(Act.idx).desc())
        .limit(MOST)
    ).all()


def _of_audits(session: Session, code: str, country: Country) -> list[Any]:
    """Return the latest acts about audits; what was done before one was announced is nobody's."""
    announced = {str(one): at for at, one in announced_audits(session, code, country)}
    if not announced:
        return []
    places = select(AuditPlan.place).where(col(AuditPlan.id).in_(map(UUID, announced)))
    found = _acts(
        session,
        [
            col(Act.log).in_(places),
            col(Act.subject).in_(announced),
            col(Act.type).in_(sorted(OF_AUDITS)),
        ],
    )
    return [row for row in found if row.at >= announced[row.subject]]


def _told(
    country: Country,
    lang: str,
    publisher: DataPublisher,
    log: str,
    id_: object,
    type_: str,
    subject: str | None,
    at: datetime,
    name: str,
) -> News:
    msgid, path = (TOLD | OF_AUDITS)[type_]
    address = path.format(subject=subject or "", code=log)
    place = country.place_name(log, name, lang)
    return News(
        uri=f"urn:uuid:{id_}",
        title=f"{place}: {say(lang, msgid)}",
        address=publisher.of(f"/{lang}/{address}"),
        at=at,
    )
