"""Going on with an order of needs that was ended by mistake, at the meeting that made it."""

from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.assemblies.actions import quorate_meeting
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.projects.needs.actions import answers_now, ranking_in
from ubudehe.projects.needs.minutes import ORDERS
from ubudehe.projects.needs.ranking import open_ranking
from ubudehe.projects.needs.tables import Need, NeedRanking
from ubudehe.projects.rules.states import RankingState
from ubudehe.record.append import Event


class ResumeForm(Seen):
    """An order that was ended too early, or with another need than the meeting took up."""

    ranking: UUID


@act(
    "ranking.resume",
    Right.PROJECTS,
    said=N_("The meeting goes on with its order of needs. Ask again, or choose again."),
    corrected_by=("ranking.end",),
    offline=Offline.STATE,
    state=answers_now,
    minutes=ORDERS,
)
def resume_ranking(desk: Desk, form: ResumeForm) -> Event:
    """Go on with the newest order of needs, while the meeting that made it is open."""
    found = ranking_in(desk, form.ranking, state=RankingState.DONE)
    quorate_meeting(desk, found.assembly)
    if open_ranking(desk.session, desk.place) is not None:
        raise Refusal(N_("Another order of needs is still being made."))
    if last_ended(desk.session, desk.place) != found.id:
        raise Refusal(N_("A later order of needs holds already."))
    for need in desk.session.exec(select(Need).where(Need.village == desk.place)):
        need.place, need.chosen = None, False
    found.state, found.reason = RankingState.OPEN, ""
    return Event(
        public={"ranking": str(form.ranking), "assembly": str(found.assembly)},
        subject=str(form.ranking),
    )


def last_ended(session: Session, village: str) -> UUID | None:
    """Return the newest order of needs that was ended, if there is one."""
    query = select(NeedRanking.id).where(
        NeedRanking.village == village, NeedRanking.state == RankingState.DONE
    )
    return session.exec(query.order_by(col(NeedRanking.started_at).desc())).first()
