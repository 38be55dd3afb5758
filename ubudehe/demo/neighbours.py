"""The first village's neighbours, each in the midst of something, under the same officers."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from secrets import token_hex
from uuid import UUID

from sqlmodel import col, select

from ubudehe.assemblies.announcing.actions import AnnounceForm, announce
from ubudehe.audit.findings import actions as findings
from ubudehe.audit.findings.forms import FindingAnswerForm, RaiseForm
from ubudehe.audit.plans.actions import announce_plan, draw_plan
from ubudehe.audit.plans.forms import DrawPlanForm, PlanRef
from ubudehe.concerns.telling import TellForm, tell
from ubudehe.demo.choosing import begin_vote, choose_projects
from ubudehe.demo.invented import Names
from ubudehe.demo.money import DemoMoney
from ubudehe.demo.stage import Stage
from ubudehe.demo.village import DemoLine, Story
from ubudehe.demo.villages import STORIES
from ubudehe.demo.year import Year
from ubudehe.households.forms import BANDS
from ubudehe.households.roster.actions import MemberForm, add_member, switch_roster_on
from ubudehe.households.roster.rules import COUNTS
from ubudehe.households.tables import Household
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.rules.months import month_of
from ubudehe.ledger.rules.states import EntryState
from ubudehe.people.acts import Nothing
from ubudehe.people.desk import Person
from ubudehe.questions import actions as questions
from ubudehe.questions.actions import AnswerQuestionForm, PublishAnswerForm
from ubudehe.questions.asking import AskVillageForm, ask, find_question

_, _SECOND, _THIRD = STORIES
_LINES = (
    DemoLine("paid_labour", "Abafundi", 10),
    DemoLine("transport", "Ubwikorezi", 10),
    DemoLine("services", "Umutekinisiye", 10),
    DemoLine("equipment", "Ibikoresho by'imirimo", 12),
)
"""Enough for what is bought, so that few flags are raised."""


_AGES = tuple(
    (sex, band, age) for sex in "fm" for band, age in zip(BANDS, (3, 10, 25, 45, 70), strict=True)
)
"""An age within each band of ages."""


class InRound(Year):
    """Has begun its round: a first meeting decided on some households, a second is announced."""

    def play(self) -> None:
        """Register, hold the first of two assemblies some days ago, and announce the second."""
        self.register()
        meeting = self.begin_round(self.stage.lately(3))
        self.decide(self.homes[:12])
        self.part(meeting, "Hasigaye izindi ngo; inama izakomeza mu cyumweru gitaha.")
        second = {
            "day": self.stage.lately(3) + timedelta(days=8),
            "hour": "09:00",
            "where": "Ku biro by'umudugudu",
            "agenda": ["categories"],
            "matters": "Ingo zisigaye.",
            "ways": ["board", "community_work"],
        }
        self.act(self.cast.facilitator, announce, AnnounceForm.model_validate(second))
        with self.stage.aside(f"members {self.story.village}"):
            self._list_members(self.homes[:6])

    def _list_members(self, homes: list[UUID]) -> None:
        """List the members of some households one by one, as many as are counted."""
        by, session = self.cast.facilitator, self.stage.session
        switch_roster_on(self.stage.desk(by, self.story.village), Nothing())
        year = self.stage.now.year
        for home in homes:
            names, answers = Names(self.stage.random), session.get_one(Household, home).answers
            counts = {name: int(answers.get(name) or 0) for name in COUNTS}
            counts[f"{answers['head_sex']}_36_64"] -= 1
            listed = [("head", "head", answers["head_sex"], year - 45)]
            for sex, band, age in _AGES:
                relation = "child" if age < 18 else "relative"
                listed += [
                    (names.draw(sex), relation, sex, year - age - n)
                    for n in range(counts[f"{sex}_{band}"])
                ]
            for name, relation, sex, born in listed:
                told = {"name": name, "relation": relation, "sex": sex, "birth_year": born}
                form = MemberForm.model_validate({**told, "household": home})
                self.act(by, add_member, form)


class InVote(Year):
    """Is voting: some have been there, the others may still come."""

    def play(self) -> None:
        """Categorise, then open a vote on the eve and let half of the households vote."""
        self.register()
        self.categorise()
        self.meet("projects", self.stage.lately(0))
        begin_vote(self, self.homes[: len(self.homes) // 2])


class Late(Year):
    """Spends, but has closed no month since the first two."""

    def play(self) -> None:
        """Play the year without what a village that is late leaves out."""
        self.register()
        self.categorise()
        DemoMoney(self, choose_projects(self)).play()


class Questioned(Year):
    """Has a finding that nobody has answered yet, one that waits, a concern, and two questions."""

    def play(self) -> None:
        """Play the year, then let the cell look into the books, a week ago."""
        super().play()
        self.stage.on(self.stage.lately(6))
        paid = self.stage.session.exec(
            select(LedgerEntry.id)
            .where(
                LedgerEntry.village == self.story.village,
                LedgerEntry.kind == "spend",
                LedgerEntry.state == EntryState.POSTED,
            )
            .order_by(col(LedgerEntry.number).desc())
        ).first()
        self._raise(f"entry:{paid}", "Umubare w'ibyaguzwe ntuhura n'uwo twabonye.")
        month = self.stage.day(date(2026, 4, 25)).isoformat()[:7]
        raised = self._raise(f"month:{month}", "Kuki uku kwezi kutarasinywa?")
        self.stage.on(self.stage.lately(4))
        answer = FindingAnswerForm(
            finding=raised, text="Perezida yari yaragiye; azasinya muri iki cyumweru."
        )
        self.act(self.cast.treasurer, findings.answer_finding, answer)
        self._concern("Bamwe bahawe amafaranga y'imibyizi batakoze.")
        known = self._asked("project", "Ikiraro kizarangira ryari?")
        chair, ref = self.cast.chair, {"question": known}
        said = AnswerQuestionForm.model_validate({**ref, "text": "Mu kwezi gutaha, nihaza sima."})
        self.act(chair, questions.answer_question, said)
        shown = {**ref, "shows": "asked", "looked": "yes"}
        self.act(chair, questions.publish_answer, PublishAnswerForm.model_validate(shown))
        self._asked("books", "Amafaranga y'imifuka ya sima yishyuwe nde?")

    def _asked(self, kind: str, text: str) -> UUID:
        """Let a resident ask the village; nobody has the code. Return the question's id."""
        mark, session = token_hex(32), self.stage.session  # of no code
        asked = {"village": self.story.village, "kind": kind, "text": text, "wish": "public"}
        form = AskVillageForm.model_validate(asked)
        ask(session, form, mark, self.stage.now.date(), self.stage.country)
        session.flush()
        found = find_question(session, mark)
        assert found is not None
        return found.id

    def _concern(self, text: str) -> None:
        """Let somebody tell the sector a concern; nobody has the code."""
        village = self.story.village
        told = TellForm(village=village, to=village[:4], kind="work", text=text)
        mark = token_hex(32)  # of no code
        tell(self.stage.session, told, mark, self.stage.now.date(), self.stage.country)

    def _raise(self, about: str, text: str) -> UUID:
        form = RaiseForm.model_validate(
            {"about": about, "addressee": "treasurer", "days": 14, "text": text}
        )
        return UUID(self.act(self.cast.cell, findings.raise_finding, form))


@dataclass(frozen=True)
class Neighbour:
    """A village beside the first, and how its story goes."""

    story: Story
    year: type[Year]


NEIGHBOURS = (
    Neighbour(replace(_THIRD, village="22120301", homes=30, lines=_LINES), InRound),
    Neighbour(replace(_SECOND, village="22120302", homes=28, lines=_LINES), InVote),
    Neighbour(
        replace(
            _SECOND, village="22120303", homes=26, grant=720_000, months_closed=2, lines=_LINES
        ),
        Late,
    ),
    Neighbour(replace(_THIRD, village="22120304", homes=34, lines=_LINES), Questioned),
)


def plan_audit(stage: Stage, officer: Person, sector: str) -> None:
    """Let a sector's officer announce an audit of two villages, so that its letter can be seen."""
    stage.on(stage.lately(1))
    first, last = (stage.day(date(2026, month, 20)) for month in (1, 5))
    told = {
        "title": "Igenzura ry'ibitabo by'imidugudu ibiri",
        "year": first.year,
        "first": month_of(first),
        "last": month_of(last),
        "looked": ["books", "cash"],
        "team": [officer.account],
        "lead": officer.account,
        "villages": [one.story.village for one in NEIGHBOURS[2:]],
        "starts": stage.lately(-8),
        "days": 1,
    }
    made = stage.act(officer, sector, draw_plan, DrawPlanForm.model_validate(told))
    stage.act(officer, sector, announce_plan, PlanRef.model_validate({"plan": made}))
