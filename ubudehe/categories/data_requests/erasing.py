"""What is taken away when a household's data are erased, and what stays.

Taken away: names, phone, members, answers (also to own questions), health, interviews begun about
it, place on the map, judgements of groups, slips, grounds and reasons in words, categories, and the
openings of every act that said something about it. The acts' commitments stay in the record:
without value and salt they tell nothing. Its number stays, so that none is given twice, and so does
the posted list, in which it stands under a random id that leads nowhere.
"""

import json
from uuid import UUID

from sqlmodel import col, delete, select, update

from ubudehe.categories.actions.decisions import has_category
from ubudehe.categories.appeals.rules import AppealState
from ubudehe.categories.appeals.tables import Appeal, AppealStep
from ubudehe.categories.data_requests.tables import DataRequest
from ubudehe.categories.events.tables import HouseholdEvent
from ubudehe.categories.ranking.tables import Comparison, Judgement
from ubudehe.categories.slips.tables import CheckSlip
from ubudehe.categories.tables import CategoryDecision
from ubudehe.households.basis.tables import HouseholdBasis
from ubudehe.households.interviews.actions import forget_drafts_of
from ubudehe.households.own.tables import OwnAnswers
from ubudehe.households.roster.tables import HouseholdMember
from ubudehe.households.social_map.tables import MapPoint
from ubudehe.households.tables import Household, HouseholdHealth, HouseholdIdentity
from ubudehe.people.desk import Desk
from ubudehe.record.tables import Act, Opening

_LISTS = {"round.post", "round.final"}
"""Acts that speak of all households at once."""

_OF_ANOTHER = {"taken_in", "let_out"}
"""What an act says of the household that took this one in, or let it out: it stays that one's."""


def erase_household(desk: Desk, household: Household) -> dict[str, int]:
    """Erase everything that tells who a household is; return what to subtract from the sums."""
    totals = {} if household.ended else _leaves(desk, household)
    _erase_openings(desk, household.id)
    _erase_rows(desk, household)
    household.ended, household.changed_at = "erased", desk.now
    return totals


def _leaves(desk: Desk, household: Household) -> dict[str, int]:
    totals = {"households": -1}
    if household.members:
        totals["people"] = -household.members
    if has_category(desk.session, desk.place, household.id):
        totals["classified"] = -1
    return totals


def _erase_openings(desk: Desk, household: UUID) -> None:
    """Delete the openings that speak of the household: by what they hold, or of whose appeal."""
    session, key = desk.session, str(household)
    own = {key}
    for table in (Appeal, DataRequest):
        own |= {str(i) for i in session.exec(select(table.id).where(table.household == household))}
    rows = session.exec(
        select(Opening, Act.subject, Act.type)
        .join(Act, (col(Act.log) == Opening.log) & (col(Act.id) == Opening.act))
        .where(Opening.log == desk.place, col(Act.type).not_in(_LISTS))
    ).all()
    for opening, subject, _ in rows:
        if opening.field == "about":  # ids by chance, a level and an outcome: nothing of anybody
            continue
        if opening.field in _OF_ANOTHER and not _speaks_of(opening.value, key):
            continue
        if subject in own or _speaks_of(opening.value, key):
            session.delete(opening)


def _speaks_of(text: str, household: str) -> bool:
    if household not in text:
        return False
    value = json.loads(text)
    # A list of several households stays: the others are in it too.
    return not isinstance(value, list)


def _erase_rows(desk: Desk, household: Household) -> None:
    session, id_ = desk.session, household.id
    identity = session.get_one(HouseholdIdentity, id_)
    forget_drafts_of(session, desk.place, identity.words, household.isibo, identity.phone)
    identity.head = identity.folded = identity.words = ""
    identity.phone = None
    health = session.get_one(HouseholdHealth, id_)
    health.disability = health.illness = None
    household.answers, household.members, household.isibo = {}, 0, ""
    household.source_key, household.origin = None, None
    appeals = session.exec(select(Appeal.id).where(Appeal.household == id_)).all()
    session.execute(delete(Judgement).where(col(Judgement.household) == id_))
    session.execute(
        delete(Comparison).where((col(Comparison.better) == id_) | (col(Comparison.worse) == id_))
    )
    session.execute(delete(MapPoint).where(col(MapPoint.household) == id_))
    session.execute(delete(HouseholdMember).where(col(HouseholdMember.household) == id_))
    session.execute(delete(HouseholdBasis).where(col(HouseholdBasis.household) == id_))
    session.execute(delete(OwnAnswers).where(col(OwnAnswers.household) == id_))
    session.execute(delete(CheckSlip).where(col(CheckSlip.household) == id_))
    session.execute(
        update(AppealStep).where(col(AppealStep.appeal).in_(appeals)).values(reason=None)
    )
    session.execute(
        update(Appeal)
        .where(col(Appeal.household) == id_)
        .values(ground="", helper="", state=AppealState.ERASED)
    )
    session.execute(
        update(CategoryDecision)
        .where(col(CategoryDecision.household) == id_)
        .values(category="", criterion="", note=None, current=False)
    )
    session.execute(
        update(HouseholdEvent)
        .where(col(HouseholdEvent.household) == id_)
        .values(note=None, place=None, effect=None, undone_why=None)
    )
    session.execute(
        update(DataRequest).where(col(DataRequest.household) == id_).values(words="", answer="")
    )
