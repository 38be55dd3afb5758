"""Acts that the demo's year leaves out, played after it, in the first of its villages."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from tests.acts.plays_of_findings import play_findings
from tests.acts.plays_of_isibos import play_isibos
from ubudehe.assemblies import actions as assemblies
from ubudehe.assemblies.amending import AmendMinutesForm as AmendMinutes
from ubudehe.assemblies.amending import amend_minutes
from ubudehe.assemblies.cancelling import CancelMeetingForm, cancel_assembly
from ubudehe.assemblies.tables import Assembly
from ubudehe.audit.actions import answer_flag, settle_flag
from ubudehe.audit.forms import AnswerFlagForm, SettleFlagForm
from ubudehe.audit.listing import village_flags
from ubudehe.categories.actions import rounds
from ubudehe.categories.actions.cancelling import CancelRoundForm as GiveUp
from ubudehe.categories.actions.cancelling import cancel_round
from ubudehe.categories.actions.decisions import CategoriseForm, decide_categories
from ubudehe.categories.actions.withdrawing import WithdrawListForm, withdraw_list
from ubudehe.categories.appeals import actions as appeals
from ubudehe.categories.data_requests import actions as requests
from ubudehe.categories.events.actions import EventForm, write_event
from ubudehe.categories.events.tables import HouseholdEvent
from ubudehe.categories.events.undoing import UndoEventForm, undo_event
from ubudehe.categories.events.voiding import (
    RestoreForm,
    VoidForm,
    restore_household,
    void_household,
)
from ubudehe.categories.exporting.actions import ExportForm, note_export
from ubudehe.categories.ranking import actions as ranking
from ubudehe.categories.ranking.correcting import DropForm, drop_group, reopen_group
from ubudehe.categories.schemes import actions as schemes
from ubudehe.categories.schemes.queries import known_schemes, scheme_key
from ubudehe.categories.slips.actions import SlipsForm, issue_slips
from ubudehe.categories.tables import CategoryDecision, CategoryRound
from ubudehe.demo.demo import Demo
from ubudehe.households import actions as households
from ubudehe.households.duplicates.actions import CaseForm, decide_case
from ubudehe.households.duplicates.tables import DuplicateCase
from ubudehe.households.social_map import actions as social_map
from ubudehe.households.social_map.tables import MapFeature
from ubudehe.households.tables import Household
from ubudehe.ledger.entries import actions as entries
from ubudehe.ledger.entries.forms import BankCharged, Refuse
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.evidence import actions as evidence
from ubudehe.ledger.evidence.forms import Erasing, Photo, PhotoRef, PhotoReplaced
from ubudehe.ledger.evidence.tables import Evidence
from ubudehe.ledger.grants.amending import amend_grant
from ubudehe.ledger.grants.forms import AmendForm
from ubudehe.ledger.grants.tables import Grant
from ubudehe.ledger.months import actions as months
from ubudehe.ledger.months.closed import last_closed
from ubudehe.ledger.months.forms import ReopenForm, ReviewForm, UnreadForm
from ubudehe.ledger.months.tables import BookMonth
from ubudehe.ledger.reports.actions import close_project
from ubudehe.ledger.reports.forms import ReportForm
from ubudehe.ledger.reports.reopening import ReopenProjectForm as ReopenProject
from ubudehe.ledger.reports.reopening import reopen_project
from ubudehe.ledger.spending.actions import set_policy
from ubudehe.ledger.spending.forms import PolicyForm
from ubudehe.people.accounts import actions as accounts
from ubudehe.people.actions import EndForm, end_role
from ubudehe.people.acts import Act, Nothing
from ubudehe.people.desk import Person
from ubudehe.people.factors.showing import enrol
from ubudehe.people.rules import WHOLE_COUNTRY, Role
from ubudehe.people.signing import person_of
from ubudehe.people.tables import Account, RoleGrant
from ubudehe.projects.needs import actions as needs
from ubudehe.projects.needs import forms as need_forms
from ubudehe.projects.needs.resuming import ResumeForm, resume_ranking
from ubudehe.projects.promises.actions import KeptForm, keep_promise
from ubudehe.projects.promises.tables import Promise
from ubudehe.projects.proposals import actions as proposals
from ubudehe.projects.proposals.forms import MergeForm, ProposalForm, ProposalReasonForm
from ubudehe.projects.proposals.tables import Proposal
from ubudehe.projects.results.actions import open_ballots
from ubudehe.projects.voting.annulling.actions import AnnulForm, annul_vote
from ubudehe.projects.voting.annulling.asking import (
    AnswerAnnulForm,
    AskForm,
    answer_annul,
    ask_to_annul,
)
from ubudehe.projects.voting.cards.actions import (
    AddCardsForm,
    VoidCardForm,
    add_cards,
    void_card,
)
from ubudehe.projects.voting.closing.actions import CloseForm, close_vote
from ubudehe.projects.voting.overriding.actions import OverrideForm, override_vote
from ubudehe.projects.voting.papers import actions as papers
from ubudehe.projects.voting.papers.typing import start_typing, type_ballot
from ubudehe.projects.voting.preparing import actions as preparing
from ubudehe.projects.voting.tables import AnnulRequest, Vote
from ubudehe.projects.voting.tellers.actions import TellerForm, tell
from ubudehe.projects.voting.tellers.photographing import TallyForm, show_tally
from ubudehe.projects.voting.votes import PileRef, VoteRef

VILLAGE, CELL, SECTOR, DISTRICT = "22120308", "221203", "2212", "22"
SHA = "ab" * 32


def play_the_rest(demo: Demo) -> None:
    """Play what the demo leaves out, each act once at least."""
    play = Play(demo)
    demo.stage.on(date(2026, 6, 20))
    for part in (
        play.register,
        lambda: play_isibos(play),
        play.opened_by_mistake,
        play.requests,
        play.map,
        play.appeals,
        play.needs,
        play.proposals,
        play.votes,
        play.money,
        play.flags,
        lambda: play_findings(play),
        play.categories,
        play.people,
    ):
        part()


class Play:
    """The stage after the demo, and short ways to do acts on it."""

    def __init__(self, demo: Demo) -> None:
        self.stage = demo.stage
        self.session: Session = demo.stage.session
        self.by = self.who(Role.FACILITATOR)
        self.homes = list(
            self.session.exec(
                select(Household)
                .where(Household.village == VILLAGE, col(Household.ended).is_(None))
                .order_by(col(Household.number))
            )
        )

    def who(self, role: Role, place: str = VILLAGE) -> Person:
        """Return who holds a role."""
        held = select(RoleGrant).where(RoleGrant.role == role.value, RoleGrant.place == place)
        grant = self.session.exec(held).first()
        assert grant is not None, (role, place)
        return person_of(self.session, self.session.get_one(Account, grant.account))

    def do(self, act: Act[Any], form: Any, person: Person | None = None) -> str:
        """Do one act in the village; return the id of what it made."""
        self.stage.now += timedelta(minutes=3)
        desk_act = self.stage
        try:
            return desk_act.act(person or self.by, VILLAGE, act, form)
        except ValueError:
            return ""

    def one(self, table: Any, *which: Any) -> Any:
        """Return a row of the village that fits."""
        found = self.session.exec(select(table).where(*which)).first()
        assert found is not None, table
        return found

    def meeting(self, purpose: str = "general") -> UUID:
        """Open a meeting with quorum."""
        opened = self.do(
            assemblies.open_assembly,
            assemblies.OpenForm.model_validate(
                {"held_on": self.stage.now.date(), "where": "Ku biro", "purpose": purpose}
            ),
        )
        people = len(self.homes)
        count = assemblies.CountForm(
            assembly=UUID(opened), women=people, men=people, young=5, households=people
        )
        self.do(assemblies.count_attendance, count)
        return UUID(opened)

    def opened_by_mistake(self) -> None:
        """Open a meeting and take it back."""
        day = self.stage.now.date()
        form = {"held_on": day, "where": "Ku biro", "purpose": "general"}
        opened = self.do(assemblies.open_assembly, assemblies.OpenForm.model_validate(form))
        back = CancelMeetingForm(assembly=UUID(opened), reason="Nta nama yabaye.")
        self.do(cancel_assembly, back)
        closed = self.one(
            Assembly,
            Assembly.village == VILLAGE,
            col(Assembly.closed_at).is_not(None),
            Assembly.cancelled == "",
        )
        meeting, chair = self.meeting(), self.who(Role.CHAIR).account
        more = {"assembly": meeting, "amended": closed.id, "text": "Hari abari bahari batanditswe."}
        self.do(amend_minutes, AmendMinutes.model_validate({**more, "second": chair}))
        self.part(meeting)

    def part(self, meeting: UUID) -> None:
        """Close a meeting."""
        minutes = assemblies.MinutesForm(assembly=meeting, text="Byose byemejwe.")
        self.do(assemblies.read_back_minutes, minutes)
        self.do(assemblies.close_assembly, assemblies.MeetingForm(assembly=meeting))

    def register(self) -> None:
        """Change a household, register it twice, let something happen to it."""
        home = self.homes[3]
        written = households.as_written(self.session, VILLAGE, {"household": home.id}) or {}
        typed = {name: value for name, value in written.items() if value is not None}
        change = {**typed, "household": home.id, "phone": "+250788123456"}
        self.do(households.change_household, households.HouseholdChange.model_validate(change))
        twice = households.Registered.model_validate(
            {**typed, "phone": "+250788123456", "distinct": "yes"}
        )
        self.do(households.register_household, twice)
        case = self.one(DuplicateCase, DuplicateCase.village == VILLAGE)
        found = CaseForm(case=case.id, finding="same", reason="Ni urugo rumwe.")
        self.do(decide_case, found, self.who(Role.CELL_SECRETARY, CELL))
        fire = EventForm(household=home.id, kind="fire", happened_on=self.stage.now.date())
        self.do(write_event, fire)
        burnt = self.one(HouseholdEvent, HouseholdEvent.household == home.id)
        self.do(undo_event, UndoEventForm(event=burnt.id, reason="Si uru rugo."))
        again = self.one(Household, Household.id == case.household)
        why = {"household": again.id, "why": "twice", "twice_of": home.number}
        void = VoidForm.model_validate({**why, "reason": "Ni urugo rumwe."})
        self.do(void_household, void)
        self.do(restore_household, RestoreForm(household=again.id, reason="Ni ingo ebyiri."))
        self.do(note_export, ExportForm(reason="Igenamigambi", kind="csv"))

    def requests(self) -> None:
        """Ask for one's data, for a correction, for an end, for oblivion."""
        officer = self.who(Role.DATA_PROTECTION, DISTRICT)
        home = self.homes[5].id
        self.do(requests.give_file, requests.HouseholdRef(household=home))
        made: dict[str, UUID] = {}
        for kind in ("correction", "objection", "erasure"):
            form = requests.RequestForm.model_validate(
                {"household": home, "kind": kind, "words": "Mumbwire impamvu."}
            )
            made[kind] = UUID(self.do(requests.file_request, form))
        look = requests.OpenFileForm(household=home, reason="Icyifuzo")
        self.do(requests.open_file, look, officer)
        for kind, act, person in (
            ("correction", requests.answer_request, self.by),
            ("objection", requests.decide_request, officer),
            ("erasure", requests.erase_data, officer),
        ):
            answer = requests.RequestAnswerForm(
                request=made[kind], answer="granted", reason="Byemewe."
            )
            self.do(act, answer, person)

    def map(self) -> None:
        """Move a household, take a landmark away."""
        place = social_map.PlaceForm(place={self.homes[2].id: "X24"})
        self.do(social_map.place_households, place)
        drawn = self.one(MapFeature, MapFeature.village == VILLAGE)
        self.do(social_map.remove_feature, social_map.RemoveForm(feature=drawn.id))

    def appeals(self) -> None:
        """File an appeal, hear it, carry it further; hand out slips."""
        home = self.homes[8].id
        slips = SlipsForm(household=[home], slip_marks={home: "mark-of-a-slip"})
        self.do(issue_slips, slips)
        has = self.one(
            CategoryDecision,
            CategoryDecision.household == home,
            col(CategoryDecision.current).is_(True),
        )
        wanted = "D" if has.category != "D" else "C"
        form = appeals.AppealForm(household=home, wanted=wanted, ground="Imibereho yarahindutse.")
        appeal = UUID(self.do(appeals.file_appeal, form))
        meeting = self.meeting("categories")
        heard = appeals.HearingForm(
            appeal=appeal, votes_for=1, votes_against=9, abstained=0, reason="Oya."
        )
        self.do(appeals.hear_appeal, heard)
        self.do(appeals.carry_appeal, appeals.AppealRef(appeal=appeal))
        back = appeals.WithdrawAppealForm(appeal=appeal, reason="Urugo ntirukibishaka.")
        self.do(appeals.withdraw_appeal, back)
        self.part(meeting)

    def needs(self) -> None:
        """Write needs, put them in order in two ways, give the orders up."""
        ids = [
            UUID(self.do(needs.add_need, need_forms.NeedForm(text=text)))
            for text in ("Amazi meza", "Ishuri", "Umuhanda")
        ]
        self.do(needs.change_need, need_forms.NeedChange(need=ids[0], text="Amazi meza hafi"))
        self.do(needs.withdraw_need, need_forms.NeedRef(need=ids[2]))
        meeting = self.meeting("projects")
        pairs = need_forms.RankingForm(needs=ids[:2], method="pairs")
        order = UUID(self.do(needs.start_ranking, pairs))
        self.do(needs.answer_pair, need_forms.PairForm(ranking=order, pair="0-1", worse=0))
        self.do(needs.undo_answer, need_forms.UndoForm(ranking=order))
        self.do(needs.cancel_ranking, need_forms.GiveUpForm(ranking=order, reason="Igihe cyashize"))
        marks = need_forms.RankingForm(needs=ids[:2], method="marks", marks_each=1)
        order = UUID(self.do(needs.start_ranking, marks))
        given = {"0": 3, "1": 2}
        self.do(needs.write_marks, need_forms.MarksForm(ranking=order, women=given, men=given))
        chosen = need_forms.RankForm(ranking=order, need=ids[0])
        self.do(needs.finish_ranking, chosen)
        self.do(resume_ranking, ResumeForm(ranking=order))
        self.do(needs.cancel_ranking, need_forms.GiveUpForm(ranking=order, reason="Igihe cyashize"))
        self.part(meeting)

    def propose(self, title: str) -> UUID:
        """Write a proposal."""
        return UUID(self.do(proposals.add_proposal, ProposalForm.model_validate(_plan(title))))

    def proposals(self) -> None:
        """Make one proposal of two, take another back, write down what came of a promise."""
        one, other = self.propose("Iriba"), self.propose("Iriba rya kabiri")
        numbers = [str(self.session.get_one(Proposal, id_).number) for id_ in (one, other)]
        merged = MergeForm.model_validate(
            {
                **_plan("Amariba abiri"),
                "one": one,
                "other": other,
                "consent": dict.fromkeys(numbers, "Uwase Claudine"),
            }
        )
        self.do(proposals.merge_proposals, merged)
        third = self.propose("Ikindi")
        self.do(
            proposals.withdraw_proposal, ProposalReasonForm(proposal=third, reason="Si ngombwa.")
        )
        promise = self.one(Promise, Promise.village == VILLAGE, Promise.kind == "material")
        self.do(keep_promise, KeptForm(promise=promise.id, kept=2))

    def votes(self) -> None:
        """Vote by hands and on paper, and declare both void; open an old vote's ballots."""
        closed = self.one(Vote, Vote.village == VILLAGE, Vote.state == "closed")
        self.do(open_ballots, VoteRef(vote=closed.id), self.who(Role.AUDITOR))
        ids = [self.propose("Ikiraro"), self.propose("Isoko")]
        meeting = self.meeting("projects")
        chair = self.who(Role.CHAIR)
        for method in ("hands", "paper"):
            event = preparing.VoteForm.model_validate(
                {
                    "proposals": ids,
                    "budget": "700 000",
                    "method": method,
                    "electorate": "adults",
                }
            )
            vote = UUID(self.do(preparing.prepare_vote, event))
            self.do(preparing.open_vote, VoteRef(vote=vote))
            if method == "hands":
                hands = {str(id_): 3 for id_ in ids}
                for turn, name, by in ((1, "Uwase", self.by), (2, "Habimana", chair)):
                    count = {"vote": vote, "turn": turn, "name": name, "women": hands, "men": hands}
                    self.do(tell, TellerForm.model_validate(count), by)
            else:
                self._papers(vote, chair)
            why = preparing.ReasonForm.model_validate(
                {"vote": vote, "reason": "Byatinze.", "second": chair.account}
            )
            self.do(preparing.declare_void, why)
        self.cards(ids, chair)
        self.annulled(ids, chair)
        self.part(meeting)

    def cards(self, ids: list[UUID], chair: Person) -> None:
        """Print cards, lose one and print another, print more while people vote; all is void."""
        given = {"proposals": ids, "budget": "700 000", "method": "cards", "electorate": "adults"}
        event = preparing.VoteForm.model_validate({**given, "cards": 5})
        vote = UUID(self.do(preparing.prepare_vote, event))
        self.do(preparing.open_vote, VoteRef(vote=vote))
        by_two = {"vote": vote, "second": chair.account, "reason": "Yatakaye."}
        lost = {**by_two, "card": 3, "why": "lost", "another": "yes"}
        self.do(void_card, VoidCardForm.model_validate(lost))
        self.do(add_cards, AddCardsForm.model_validate({**by_two, "cards": 2}))
        self.do(preparing.declare_void, preparing.ReasonForm.model_validate(by_two))

    def annulled(self, ids: list[UUID], chair: Person) -> None:
        """Count a vote by hands, and annul it in the same meeting."""
        given = {"proposals": ids, "budget": "700 000", "method": "hands", "electorate": "adults"}
        vote = UUID(self.do(preparing.prepare_vote, preparing.VoteForm.model_validate(given)))
        self.do(preparing.open_vote, VoteRef(vote=vote))
        hands = {str(id_): 3 for id_ in ids}
        for turn, name, by in ((1, "Uwase", self.by), (2, "Habimana", chair)):
            count = {"vote": vote, "turn": turn, "name": name, "women": hands, "men": hands}
            self.do(tell, TellerForm.model_validate(count), by)
        end = {"vote": vote, "second": chair.account}
        self.do(close_vote, CloseForm.model_validate({**end, "signed_in": 0}))
        why = {"reason": "Amajwi yabazwe nabi.", "votes_for": 9, "votes_against": 1}
        other = {**end, **why, "chosen": ids[-1:]}
        self.do(override_vote, OverrideForm.model_validate(other))
        ask = {**end, "reason": why["reason"]}
        for outcome in ("refused", "agreed"):
            self.do(ask_to_annul, AskForm.model_validate(ask))
            if outcome == "agreed":
                self.do(annul_vote, AnnulForm.model_validate({**end, **why}))
                return
            asked = self.one(AnnulRequest, AnnulRequest.vote == vote)
            said = {"request": asked.id, "outcome": outcome, "reason": "Amajwi arahagije."}
            officer = self.who(Role.SECTOR_OFFICER, VILLAGE[:4])
            self.do(answer_annul, AnswerAnnulForm.model_validate(said), officer)
            sheet = {"sha256": "5" * 64, "width": 640, "height": 480}
            self.do(show_tally, TallyForm.model_validate({"vote": vote, "sheet": sheet}))

    def _papers(self, vote: UUID, chair: Person) -> None:
        """Type a pile twice, with one difference; settle it; type it all again."""
        row = self.session.get_one(Vote, vote)
        for person, texts in ((self.by, ("A", "B")), (chair, ("A", "A"))):
            typing = start_typing(self.session, row, 1, person.key)
            for number, text in enumerate(texts, 1):
                type_ballot(self.session, self.stage.keyring, row, typing, number, text, str)
            self.do(papers.finish_typing, papers.PileForm(vote=vote, pile=1), person)
        settled = papers.SettleForm(vote=vote, pile=1, reading={"2": "B"}, second=chair.account)
        self.do(papers.settle_differences, settled)
        self.do(papers.type_again, PileRef(vote=vote, pile=1))

    def flags(self) -> None:
        """Answer what a rule found, and judge it."""
        today = self.stage.now.date()
        key = village_flags(self.session, VILLAGE, self.stage.country, today)[0].key
        said = AnswerFlagForm(flag=key, text="Inyemezabwishyu iraza.")
        self.do(answer_flag, said, self.who(Role.TREASURER))
        found = SettleFlagForm(flag=key, outcome="explained", text="Narayibonye.")
        self.do(settle_flag, found, self.who(Role.DISTRICT_OFFICER, DISTRICT))

    def money(self) -> None:
        """Cover and take away photos, erase a name, give a month back, decide anew, report."""
        officer = self.who(Role.DATA_PROTECTION, DISTRICT)
        shown = self.one(
            Evidence,
            Evidence.gone == "",
            col(Evidence.entry).in_(select(LedgerEntry.id).where(LedgerEntry.village == VILLAGE)),
        )
        photo = Photo(sha256=SHA, size=100, media="image/jpeg", width=10, height=10)
        covered = PhotoReplaced(entry=shown.entry, old=shown.sha256, photo=photo)
        self.do(evidence.replace_photo, covered, self.who(Role.TREASURER))
        self.do(evidence.remove_photo, PhotoRef(entry=shown.entry, old=SHA), officer)
        paid = self.one(
            LedgerEntry,
            LedgerEntry.village == VILLAGE,
            col(LedgerEntry.payee).is_not(None),
            col(LedgerEntry.payee_public).is_(False),
        )
        self.do(evidence.erase_names, Erasing(entry=paid.id), officer)
        self.not_read()
        month = last_closed(self.session, VILLAGE)
        assert month is not None
        row = self.session.get_one(BookMonth, (VILLAGE, month))
        back = ReopenForm(month=month, closing=row.closing_hash, reason="Hari ikibura.")
        self.do(months.reopen_month, back, self.who(Role.CHAIR))
        meeting = self.meeting("accounts")
        rule = PolicyForm.model_validate(
            {
                "assembly": meeting,
                "since": self.stage.now.date(),
                "rest": 1,
                "expires_days": 30,
                "quotes_from": "300 000",
                "cash_limit": "100 000",
                "wage": 1500,
                "advance_days": 14,
            }
        )
        self.do(set_policy, rule)
        waiting = select(LedgerEntry.project).where(
            LedgerEntry.village == VILLAGE, LedgerEntry.state == "proposed"
        )
        project = self.one(
            Proposal,
            Proposal.village == VILLAGE,
            Proposal.state == "chosen",
            col(Proposal.id).not_in([one for one in self.session.exec(waiting) if one is not None]),
        )
        self.take_back()
        self.amended()
        report = ReportForm(project=project.id, assembly=meeting, text="Byubatswe neza.")
        self.do(close_project, report)
        again = {"project": project.id, "assembly": meeting, "reason": "Haracyabura amazi."}
        chair = self.who(Role.CHAIR).account
        self.do(reopen_project, ReopenProject.model_validate({**again, "second": chair}))
        self.part(meeting)

    def not_read(self) -> None:
        """Ask about a month that was found in order, and say that it was not read out."""
        read = self.one(
            BookMonth, BookMonth.village == VILLAGE, col(BookMonth.assembly).is_not(None)
        )
        ask = {"month": read.month, "outcome": "questioned", "questions": "Yasomwe ryari?"}
        officer = self.who(Role.CELL_SECRETARY, CELL)
        self.do(months.review_month, ReviewForm.model_validate(ask), officer)
        self.do(months.unread_month, UnreadForm(month=read.month, reason="Ntiyasomwe."))

    def amended(self) -> None:
        """Let a giver promise more than before, in one part."""
        grant = self.one(Grant, Grant.village == VILLAGE)
        more = str(grant.amount + 1000)
        terms = {"grant": grant.id, "purpose": grant.purpose, "amount": more, "part0": more}
        anew = {**terms, "due0": date(2026, 12, 1), "reason": "Hari ayiyongereye."}
        chair = self.who(Role.CHAIR).account
        form = AmendForm.model_validate({**anew, "second": chair})
        self.do(amend_grant, form, self.who(Role.TREASURER))

    def take_back(self) -> None:
        """Propose what the bank took, and take it back."""
        day = self.stage.now.date()
        charged = BankCharged(entry_date=day, what="Banki", out_of="bank", amount=100)
        made = UUID(self.do(entries.propose, charged))
        kept = self.session.get_one(LedgerEntry, made)
        back = Refuse(entry=made, proposal=kept.proposal_hash, reason="Banki ntacyo yatwaye.")
        self.do(entries.withdraw_entry, back)

    def categories(self) -> None:
        """Write own categories, hold a round under them, compare pairs and schemes."""
        own = schemes.OwnSchemeForm(
            name="Ibyacu", words="Abakene: nta sambu\nAbifashije: afite isambu; afite inka"
        )
        self.do(schemes.write_scheme, own)
        self.do(rounds.start_round, rounds.RoundForm(scheme="own"))
        self.do(cancel_round, GiveUp(reason="Ntitwari tubigambiriye."))
        self.do(rounds.start_round, rounds.RoundForm(scheme="own"))
        group = ranking.GroupForm.model_validate({"kind": "women", "method": "pairs"})
        made = UUID(self.do(ranking.add_group, group))
        pair = f"{self.homes[0].id}.{self.homes[1].id}"
        said = ranking.CompareForm(group=made, answer={pair: "first"})
        self.do(ranking.compare_pairs, said)
        piled = ranking.GroupForm.model_validate({"kind": "elders", "method": "piles"})
        made = UUID(self.do(ranking.add_group, piled))
        piles = {"judged": {self.homes[0].id: "1", self.homes[1].id: "2"}, "group": made}
        self.do(ranking.judge, ranking.JudgeForm.model_validate(piles))
        self.do(ranking.finish_group, ranking.GroupRef(group=made))
        self.do(reopen_group, ranking.GroupRef(group=made))
        chair = self.who(Role.CHAIR).account
        drop = DropForm(group=made, reason="Ni itsinda ryanditswe kabiri.", second=chair)
        self.do(drop_group, drop)
        meeting = self.meeting("categories")
        self.posted_too_early(chair)
        known = list(known_schemes(self.session, self.stage.country, VILLAGE).values())
        old, new = known[0], known[-1]
        pairs = {one.code: new.categories[0].code for one in old.categories}
        self.do(
            schemes.compare_schemes,
            schemes.MappingForm(old=scheme_key(old), new=scheme_key(new), pair=pairs),
        )
        self.part(meeting)
        assert self.one(
            CategoryRound, CategoryRound.village == VILLAGE, CategoryRound.scheme == "own"
        )

    def posted_too_early(self, second: UUID) -> None:
        """Post the list of one household, and take it back."""
        hands = {"votes_for": 9, "votes_against": 0, "abstained": 0}
        self.do(
            rounds.agree_criteria, rounds.AgreeForm.model_validate({**hands, "read_aloud": "yes"})
        )
        self.do(social_map.lay_out_rest, Nothing())
        self.do(rounds.finish_map, rounds.RoundStep())
        own = known_schemes(self.session, self.stage.country, VILLAGE)
        first = next(one for key, one in own.items() if key.startswith("own")).categories[0]
        chosen = f"{first.code}:{first.criteria[0].id}"
        choice = {"choice": {self.homes[0].id: chosen}, **hands}
        self.do(decide_categories, CategoriseForm.model_validate(choice))
        self.do(rounds.post_round, rounds.RoundStep())
        self.do(withdraw_list, WithdrawListForm(reason="Hari ingo zitarasuzumwa.", second=second))

    def people(self) -> None:
        """Sign an account out, end its second factor, block it, replace its PIN; end a role."""
        grant = self.one(RoleGrant, RoleGrant.role == "auditor", RoleGrant.place == VILLAGE)
        admin = self.who(Role.ADMINISTRATOR, "")
        second = self.other_administrator(admin)
        held = {"grant": grant.id}
        self.do(accounts.sign_out_account, accounts.SignOutForm(**held), admin)
        enrol(self.session, b"", grant.account, None, self.stage.now)
        self.do(accounts.end_factor, accounts.FactorEndForm(**held, second=second), admin)
        self.do(accounts.block_account, accounts.BlockForm(**held, reason="Telefone"), admin)
        unblock = accounts.UnblockForm(**held, second=second)
        self.do(accounts.unblock_account, unblock, admin)
        self.do(accounts.seal_slip, accounts.SealForm(**held, slip_mark=SHA, second=second), admin)
        self.do(end_role, EndForm(grant=grant.id, last_day=self.stage.now.date()), admin)

    def other_administrator(self, one: Person) -> UUID:
        """Return the account of another administrator of the whole country."""
        role, place = Role.ADMINISTRATOR.value, RoleGrant.place == WHOLE_COUNTRY
        held = (RoleGrant.role == role, place, RoleGrant.account != one.account)
        grant: RoleGrant = self.one(RoleGrant, *held)
        return grant.account


def _plan(title: str) -> dict[str, object]:
    return {
        "title": title,
        "plan": "Kubaka.",
        "line_text": {"0": "Sima"},
        "line_amount": {"0": "90 000"},
        "author": {"0": "Uwase Claudine"},
    }
