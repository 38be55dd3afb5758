"""One village's year, act by act: register, categorise, vote, receive, spend, work, account."""

from datetime import date, timedelta
from uuid import UUID

from sqlmodel import select

from ubudehe.assemblies import actions as assemblies
from ubudehe.categories.actions import decisions, rounds
from ubudehe.categories.appeals import actions as appeals
from ubudehe.categories.appeals.rules import due_day
from ubudehe.categories.ranking import actions as ranking
from ubudehe.categories.tables import CategoryDecision
from ubudehe.demo.choosing import choose_projects
from ubudehe.demo.invented import Names, household
from ubudehe.demo.money import DemoMoney, read_out
from ubudehe.demo.stage import TONGUE
from ubudehe.demo.village import Village
from ubudehe.households.actions import register_household
from ubudehe.households.basis.actions import BasisForm, write_basis
from ubudehe.households.social_map import actions as social_map
from ubudehe.households.tables import Household
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Nothing
from ubudehe.people.desk import Person
from ubudehe.places.calendar import working_day

_DAY = timedelta(days=1)


class Year(Village):
    """Plays one story on a stage."""

    def play(self) -> None:
        """Play the whole year from July to June."""
        self.register()
        self.categorise()
        chosen = choose_projects(self)
        money = DemoMoney(self, chosen)
        money.play()
        self.account()
        money.leave_open()

    def register(self) -> None:
        """Register the households, in July."""
        self.stage.on(self.stage.day(date(2025, 7, 5)))
        names = Names(self.random)
        for _ in range(self.story.homes):
            self.homes.append(UUID(self._registered(names)))
        with self.stage.aside(f"basis {self.story.village}"):
            self._tell_basis()

    def _registered(self, names: Names) -> str:
        """Register one household; where two look alike and it is asked which is which, another."""
        while True:
            form = household(self.random, names)
            try:
                return self.act(self.cast.facilitator, register_household, form)
            except Refusal as refusal:
                if refusal.field != "head":
                    raise

    def _tell_basis(self) -> None:
        """Tell each household on which basis its data are kept, on the day it is registered."""
        usual = self.stage.country.lawful_bases[0].code
        for home in self.homes:
            form = {
                "household": home,
                "basis": usual,
                "told": "head",
                "told_on": self.stage.now.date(),
            }
            self.act(self.cast.facilitator, write_basis, BasisForm.model_validate(form))

    def categorise(self) -> None:
        """Hold the assembly on categories in August; post, appeal, make final in September."""
        meeting = self.begin_round(self.stage.day(date(2025, 8, 2)))
        self.decide(self.homes)
        self.part(meeting, "Ibyiciro byemejwe urugo ku rundi; ibigenderwaho byasomwe mbere.")
        by = self.cast.facilitator
        self.act(by, rounds.post_round, rounds.RoundStep())
        self.stage.on(self.stage.day(date(2025, 8, 6)))
        filed = [self._appeal(home) for home in self.homes[:2]]
        # The village lets its seven working days pass, so the cell answers.
        self.stage.on(max(self.stage.day(date(2025, 8, 20)), self._silent_since() + _DAY))
        for appeal, outcome in zip(filed, ("rejected", "upheld"), strict=True):
            answer = appeals.OutcomeForm.model_validate(
                {
                    "appeal": appeal,
                    "outcome": outcome,
                    "reason": "Akagari kasuye urugo kumva abaturanyi.",
                }
            )
            self.act(self.cast.cell, appeals.decide_appeal, answer)
        self.stage.on(self.stage.day(date(2025, 9, 1)))
        self.act(by, rounds.finish_round, rounds.RoundStep())

    def begin_round(self, day: date) -> str:
        """Hold an assembly on categories until households can be decided; return its id."""
        meeting = self.meet("categories", day)
        by = self.cast.facilitator
        opening = rounds.RoundForm(scheme="2020", estimated=len(self.homes) + 2)
        self.act(by, rounds.start_round, opening)
        agree = rounds.AgreeForm(
            read_aloud="yes", votes_for=len(self.homes), votes_against=0, abstained=2
        )
        self.act(by, rounds.agree_criteria, agree)
        self._draw(by)
        self._rank(by)
        self.act(by, rounds.finish_map, rounds.RoundStep())
        return meeting

    def decide(self, homes: list[UUID]) -> None:
        """Let the meeting decide on households, twelve at a time."""
        scheme = self.stage.country.scheme("2020")
        for start in range(0, len(homes), 12):
            choice = {}
            for home in homes[start : start + 12]:
                view = self.stage.session.get_one(Household, home).answers["self_view"]
                rank = scheme.category(view).rank + self.random.choice((0, 0, 0, 1))
                category = next(c for c in scheme.categories if c.rank == min(rank, 5))
                criterion = self.random.choice(category.criteria)
                choice[home] = f"{category.code}:{criterion.id}"
            form = decisions.CategoriseForm(
                choice=choice, votes_for=len(self.homes), votes_against=0, abstained=1, interested=1
            )
            self.act(self.cast.facilitator, decisions.decide_categories, form)

    def _rank(self, by: Person) -> None:
        """Let four groups sort the households into five piles, mostly alike."""
        scheme = self.stage.country.scheme("2020")
        homes = [self.stage.session.get_one(Household, home) for home in self.homes]
        for kind in ("women", "men", "young", "elders"):
            group = ranking.GroupForm.model_validate({"kind": kind, "method": "piles"})
            made = UUID(self.act(by, ranking.add_group, group))
            piles: dict[int, list[str]] = {}
            for home in homes:
                rank = scheme.category(home.answers["self_view"]).rank
                pile = min(max(6 - rank + self.random.choice((0, 0, 0, 0, 1, -1)), 1), 5)
                piles.setdefault(pile, []).append(str(home.number))
            said = {n: " ".join(found) for n, found in piles.items()}
            self.act(by, ranking.judge, ranking.PilesForm(group=made, pile=said))
            self.act(by, ranking.finish_group, ranking.GroupRef(group=made))

    def _draw(self, by: Person) -> None:
        """Draw the map: households by isibo, a road, a stream, a school and a water point."""
        self.act(by, social_map.lay_out_rest, Nothing())
        for kind, at, to in (
            ("road", "A12", "X13"),
            ("road", "L1", "M24"),
            ("water", "A3", "X7"),
            ("school", "K12", None),
            ("water_point", "R6", None),
        ):
            form = social_map.DrawForm.model_validate({"kind": kind, "at": at, "to": to})
            self.act(by, social_map.draw_feature, form)

    def account(self) -> None:
        """Read the accounts to the assembly in June."""
        meeting = self.meet("accounts", self.stage.day(date(2026, 6, 6)))
        form = assemblies.DecisionForm(
            assembly=UUID(meeting),
            text="Raporo y'umutungo yemejwe",
            lang=TONGUE,
            votes_for=len(self.homes),
            votes_against=0,
            abstained=0,
        )
        self.act(self.cast.facilitator, assemblies.record_decision, form)
        read_out(self, UUID(meeting))
        self.part(meeting, "Umubitsi yasomye ibyinjiye n'ibyasohotse; nta kibazo cyabajijwe.")

    def _silent_since(self) -> date:
        """Return the last day on which the village itself may answer what is filed today."""
        days = self.stage.country.appeals.answer_days["village"]
        return due_day(self.stage.now.date(), days, working_day(self.stage.country))

    def _appeal(self, home: UUID) -> UUID:
        query = select(CategoryDecision.category).where(CategoryDecision.household == home)
        has = self.stage.session.exec(query).one()
        form = appeals.AppealForm(
            household=home,
            wanted="D" if has == "C" else "C",
            ground="Imibereho yarahindutse nyuma y'inama.",
        )
        return UUID(self.act(self.cast.facilitator, appeals.file_appeal, form))
