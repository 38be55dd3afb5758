"""One village's year, act by act: register, categorise, vote, receive, spend, work, account."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import select

from ubudehe.assemblies import actions as assemblies
from ubudehe.categories.actions import decisions, rounds
from ubudehe.categories.appeals import actions as appeals
from ubudehe.categories.ranking import actions as ranking
from ubudehe.categories.tables import CategoryDecision
from ubudehe.demo.invented import Names, household
from ubudehe.demo.receipt_photos import receipt_photo
from ubudehe.demo.stage import Stage
from ubudehe.households.actions import register_household
from ubudehe.households.social_map import actions as social_map
from ubudehe.households.tables import Household
from ubudehe.language.amounts import format_amount
from ubudehe.ledger import actions as ledger
from ubudehe.ledger.forms import (
    Approve,
    MoneyCame,
    MoneyMoved,
    PeopleWorked,
    Refuse,
    Reverse,
    WePaid,
)
from ubudehe.ledger.tables import LedgerEntry
from ubudehe.people.desk import Desk, Nothing, Person
from ubudehe.projects.needs.actions import NeedForm, add_need
from ubudehe.projects.proposals.actions import ProposalForm, add_proposal
from ubudehe.projects.rules.cards import card_code
from ubudehe.projects.voting import actions as voting
from ubudehe.projects.voting.tables import Vote
from ubudehe.record.append import Receipt
from ubudehe.record.photos import clean_photo
from ubudehe.storage.blobs import Blobs


@dataclass(frozen=True)
class Plan:
    """A proposal in a village's own words."""

    title: str
    plan: str
    cost: int
    labour_days: int


@dataclass(frozen=True)
class Story:
    """What is particular about one village's year."""

    village: str
    homes: int
    needs: tuple[str, ...]
    plans: tuple[Plan, ...]
    budget: int
    grant: int


@dataclass(frozen=True)
class Cast:
    """Who acts in a village."""

    facilitator: Person
    chair: Person
    treasurer: Person
    cell: Person


class Year:
    """Plays one story on a stage."""

    def __init__(self, stage: Stage, story: Story, cast: Cast, blobs: Blobs) -> None:
        self.stage, self.story, self.cast, self.blobs = stage, story, cast, blobs
        self.random = stage.random
        self.homes: list[UUID] = []

    def play(self) -> None:
        """Play the whole year from July to June."""
        self.register()
        self.categorise()
        chosen = self.vote()
        self.spend(chosen)
        self.account()

    def register(self) -> None:
        """Register the households, in July."""
        self.stage.on(date(2025, 7, 5))
        names = Names(self.random)
        for _ in range(self.story.homes):
            form = household(self.random, names)
            made = self._as(self.cast.facilitator, partial(register_household, form=form))
            self.homes.append(UUID(made))

    def categorise(self) -> None:
        """Hold the assembly on categories in August; post, appeal, make final in September."""
        self.stage.on(date(2025, 8, 2))
        meeting = self._meeting("categories", date(2025, 8, 2))
        by = self.cast.facilitator
        opening = rounds.RoundForm(scheme="2020", estimated=len(self.homes) + 2)
        self._as(by, lambda d: rounds.start_round(d, opening))
        agree = rounds.AgreeForm(
            read_aloud="yes", votes_for=len(self.homes), votes_against=0, abstained=2
        )
        self._as(by, lambda d: rounds.agree_criteria(d, agree))
        self._draw(by)
        self._rank(by)
        self._as(by, lambda d: rounds.finish_map(d, Nothing()))
        scheme = self.stage.country.scheme("2020")
        for start in range(0, len(self.homes), 12):
            choice = {}
            for home in self.homes[start : start + 12]:
                view = self.stage.session.get_one(Household, home).answers["self_view"]
                rank = scheme.category(view).rank + self.random.choice((0, 0, 0, 1))
                category = next(c for c in scheme.categories if c.rank == min(rank, 5))
                criterion = self.random.choice(category.criteria)
                choice[home] = f"{category.code}:{criterion.id}"
            form = decisions.CategoriseForm(
                choice=choice, votes_for=len(self.homes), votes_against=0, abstained=1, interested=1
            )
            self._as(by, partial(decisions.decide_categories, form=form))
        self._close(meeting, "Ibyiciro byemejwe urugo ku rundi; ibigenderwaho byasomwe mbere.")
        self._as(by, lambda d: rounds.post_round(d, Nothing()))
        self.stage.on(date(2025, 8, 6))
        filed = [self._appeal(home) for home in self.homes[:2]]
        # The village lets its seven working days pass, so the cell answers.
        self.stage.on(date(2025, 8, 20))
        for appeal, outcome in zip(filed, ("rejected", "upheld"), strict=True):
            answer = appeals.OutcomeForm.model_validate(
                {"outcome": outcome, "reason": "Akagari kasuye urugo kumva abaturanyi."}
            )
            self._as(self.cast.cell, partial(appeals.decide_appeal, form=answer, appeal=appeal))
        self.stage.on(date(2025, 9, 1))
        self._as(by, lambda d: rounds.finish_round(d, Nothing()))

    def _rank(self, by: Person) -> None:
        """Let four groups sort the households into five piles, mostly alike."""
        scheme = self.stage.country.scheme("2020")
        homes = [self.stage.session.get_one(Household, home) for home in self.homes]
        for kind in ("women", "men", "young", "elders"):
            group = ranking.GroupForm.model_validate({"kind": kind, "method": "piles"})
            made = UUID(self._as(by, partial(ranking.add_group, form=group)))
            piles: dict[int, list[str]] = {}
            for home in homes:
                rank = scheme.category(home.answers["self_view"]).rank
                pile = min(max(6 - rank + self.random.choice((0, 0, 0, 0, 1, -1)), 1), 5)
                piles.setdefault(pile, []).append(str(home.number))
            typed = ranking.PilesForm(pile={n: " ".join(found) for n, found in piles.items()})
            self._as(by, partial(ranking.judge_typed_piles, form=typed, group=made))
            self._as(by, partial(ranking.finish_group, _form=Nothing(), group=made))

    def _draw(self, by: Person) -> None:
        """Draw the map: households by isibo, a road, a stream, a school and a water point."""
        self._as(by, lambda d: social_map.lay_out_rest(d, Nothing()))
        for kind, at, to in (
            ("road", "A12", "X13"),
            ("road", "L1", "M24"),
            ("water", "A3", "X7"),
            ("school", "K12", None),
            ("water_point", "R6", None),
        ):
            form = social_map.DrawForm.model_validate({"kind": kind, "at": at, "to": to})
            self._as(by, partial(social_map.draw_feature, form=form))

    def vote(self) -> list[UUID]:
        """Name needs, propose and vote in September; return the chosen projects."""
        self.stage.on(date(2025, 9, 13))
        by = self.cast.facilitator
        meeting = self._meeting("projects", date(2025, 9, 13))
        for text in self.story.needs:
            self._as(by, partial(add_need, form=NeedForm(text=text)))
        ids = []
        for plan in self.story.plans:
            form = ProposalForm(
                title=plan.title, plan=plan.plan, cost=plan.cost, labour_days=plan.labour_days
            )
            ids.append(UUID(self._as(by, partial(add_proposal, form=form))))
        event = voting.VoteForm(
            proposals=ids,
            budget=self.story.budget,
            method="cards",
            electorate="households",
            cards=len(self.homes),
        )
        vote = UUID(self._as(by, partial(voting.prepare_vote, form=event)))
        self._as(by, lambda d: voting.open_vote(d, voting.HandsForm(), vote))
        self._cast_ballots(vote, ids)
        self._as(by, lambda d: voting.close_vote(d, voting.HandsForm(), vote))
        self._close(meeting, "Abaturage batoye mu ibanga; ibyavuyemo byasomewe mu ruhame.")
        options = voting.options_of(self.stage.session, vote)
        return [option.proposal for option in options if option.why == "funded"]

    def spend(self, chosen: list[UUID]) -> None:
        """Receive the grant and do the projects, October to May."""
        self.stage.on(date(2025, 10, 6))
        self._post(
            MoneyCame,
            ledger.propose_money_came,
            date(2025, 10, 3),
            source="ubudehe",
            into="bank",
            amount=self.story.grant,
            what="Inkunga y'Ubudehe, icyiciro cya 1",
        )
        self.stage.on(date(2025, 10, 8))
        self._post(
            MoneyMoved,
            ledger.propose_transfer,
            date(2025, 10, 8),
            out_of="bank",
            into="cash",
            amount=self.story.grant // 5,
            what="Amafaranga yo guhaha",
        )
        months = [
            date(2025, 10, 18),
            date(2025, 11, 15),
            date(2025, 12, 13),
            date(2026, 1, 24),
            date(2026, 2, 21),
            date(2026, 3, 21),
            date(2026, 4, 25),
            date(2026, 5, 23),
        ]
        share = self.story.grant * 7 // 10 // (len(months) * max(len(chosen), 1)) // 100 * 100
        for number, day in enumerate(months):
            self.stage.on(day)
            for project in chosen:
                self._pay(project, day, share, number)
                self._work(project, day)
        self._mistake(chosen[0], share)

    def account(self) -> None:
        """Read the accounts to the assembly in June; leave one proposal open, one refused."""
        self.stage.on(date(2026, 6, 6))
        meeting = self._meeting("accounts", date(2026, 6, 6))
        form = assemblies.DecisionForm(
            text="Raporo y'umutungo yemejwe",
            votes_for=len(self.homes),
            votes_against=0,
            abstained=0,
        )
        self._as(
            self.cast.facilitator, lambda d: assemblies.record_decision(d, form, UUID(meeting))
        )
        self._close(meeting, "Umubitsi yasomye ibyinjiye n'ibyasohotse; nta kibazo cyabajijwe.")
        self.stage.on(date(2026, 6, 12))
        refused = self._propose(
            MoneyMoved,
            ledger.propose_transfer,
            date(2026, 6, 12),
            out_of="bank",
            into="cash",
            amount=20_000,
            what="Amafaranga y'urugendo",
        )
        entry = self.stage.session.get_one(LedgerEntry, UUID(refused))
        no = Refuse(proposal=entry.proposal_hash, reason="Nta gahunda y'uru rugendo yemejwe.")
        self._as(self.cast.chair, lambda d: ledger.refuse_entry(d, no, entry.id))
        self._propose(
            MoneyMoved,
            ledger.propose_transfer,
            date(2026, 6, 12),
            out_of="bank",
            into="cash",
            amount=15_000,
            what="Amafaranga yo guhaha",
        )

    def _as(self, person: Person, work: Callable[[Desk], Receipt]) -> str:
        return self.stage.act(person, self.story.village, work)

    def _meeting(self, purpose: str, day: date) -> str:
        by, people = self.cast.facilitator, len(self.homes)
        form = assemblies.OpenForm.model_validate(
            {"held_on": day, "where": "Ku biro by'umudugudu", "purpose": purpose}
        )
        meeting = self._as(by, lambda d: assemblies.open_assembly(d, form))
        women, men = people * 6 // 10 + 5, people * 5 // 10 + 5
        count = assemblies.CountForm(
            women=women, men=men, young=people // 4 + 5, households=people * 8 // 10
        )
        self._as(by, lambda d: assemblies.count_attendance(d, count, UUID(meeting)))
        return meeting

    def _close(self, meeting: str, text: str) -> None:
        by, id_ = self.cast.facilitator, UUID(meeting)
        minutes = assemblies.MinutesForm(text=text)
        self._as(by, lambda d: assemblies.read_back_minutes(d, minutes, id_))
        self._as(by, lambda d: assemblies.close_assembly(d, Nothing(), id_))

    def _appeal(self, home: UUID) -> UUID:
        query = select(CategoryDecision.category).where(CategoryDecision.household == home)
        has = self.stage.session.exec(query).one()
        form = appeals.AppealForm(
            household=home,
            wanted="D" if has == "C" else "C",
            ground="Imibereho yarahindutse nyuma y'inama.",
        )
        return UUID(self._as(self.cast.facilitator, lambda d: appeals.file_appeal(d, form)))

    def _cast_ballots(self, vote: UUID, proposals: list[UUID]) -> None:
        found = self.stage.session.get_one(Vote, vote)
        weights = [0.75, 0.6, 0.45, 0.3, 0.25, 0.2]
        for number in range(len(self.homes) * 9 // 10):
            choices = [
                str(id_)
                for id_, weight in zip(proposals, weights, strict=False)
                if self.random.random() < weight
            ]
            code = card_code(found.card_key or b"", number)
            voting.cast_ballot(self.stage.session, code, choices)

    def _propose(
        self, model: type[BaseModel], propose: Callable[..., Receipt], day: date, **fields: object
    ) -> str:
        photo = fields.pop("photo", None)
        form = model.model_validate({"entry_date": day, **fields})
        return self._as(self.cast.treasurer, lambda d: propose(d, form, photo))

    def _approve(self, entry: str) -> None:
        found = self.stage.session.get_one(LedgerEntry, UUID(entry))
        yes = Approve(proposal=found.proposal_hash)
        self._as(self.cast.chair, lambda d: ledger.approve_entry(d, yes, found.id))

    def _post(
        self, model: type[BaseModel], propose: Callable[..., Receipt], day: date, **fields: object
    ) -> str:
        made = self._propose(model, propose, day, **fields)
        self._approve(made)
        return made

    def _pay(self, project: UUID, day: date, amount: int, number: int) -> str:
        what, purpose, shop = _PURCHASES[number % len(_PURCHASES)]
        clean = clean_photo(
            receipt_photo(shop, [what, day.isoformat()], format_amount(amount, "RWF"))
        )
        photo = ledger.Photo(
            sha256=self.blobs.put(clean.content),
            size=len(clean.content),
            media=clean.media,
            width=clean.width,
            height=clean.height,
        )
        return self._post(
            WePaid,
            ledger.propose_payment,
            day,
            project=project,
            purpose=purpose,
            out_of="bank",
            amount=amount,
            what=what,
            payee=shop,
            payee_is="organisation",
            photo=photo,
        )

    def _work(self, project: UUID, day: date) -> None:
        self._post(
            PeopleWorked,
            ledger.propose_labour,
            day,
            project=project,
            days=self.random.randrange(18, 60),
            what="Umuganda",
        )

    def _mistake(self, project: UUID, amount: int) -> None:
        wrong = self._pay(project, date(2026, 5, 23), amount // 2, 1)
        back = Reverse(what="Byanditswe kabiri")
        entry = self._as(
            self.cast.treasurer, lambda d: ledger.propose_reversal(d, back, UUID(wrong))
        )
        self._approve(entry)


_PURCHASES = (
    ("Sima, imifuka 20", "materials", "Koperative Twubake"),
    ("Umucanga, amakamyo 2", "materials", "Koperative Twubake"),
    ("Amatiyo", "materials", "Quincaillerie Amahoro"),
    ("Gutwara ibikoresho", "transport", "Koperative y'abatwara imizigo"),
    ("Umufundi w'umwuga", "services", "Atelier Inzira"),
    ("Ibikoresho by'ubwubatsi", "equipment", "Quincaillerie Amahoro"),
)
