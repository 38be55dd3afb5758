"""Acts that the demo's year leaves out, played after it, in the first of its villages."""

from datetime import date
from uuid import UUID

from sqlmodel import col

from tests.acts.plays_of_concerns import play_oversight
from tests.acts.plays_of_isibos import play_isibos
from tests.acts.plays_of_meetings import play_announcements, play_deputies
from tests.acts.plays_of_members import play_basis, play_members, play_spoken
from tests.acts.plays_of_money import MoneyPlays
from tests.acts.plays_of_votes import VotesPlays
from tests.acts.stage import CELL, DISTRICT, SHA, VILLAGE
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
from ubudehe.people.accounts import actions as accounts
from ubudehe.people.actions import EndForm, end_role
from ubudehe.people.acts import Nothing
from ubudehe.people.desk import Person
from ubudehe.people.factors.showing import enrol
from ubudehe.people.rules import WHOLE_COUNTRY, Role
from ubudehe.people.tables import RoleGrant


def play_the_rest(demo: Demo) -> None:
    """Play what the demo leaves out, each act once at least."""
    play = Play(demo)
    demo.stage.on(date(2026, 6, 20))
    for part in (
        play.register,
        lambda: play_isibos(play),
        lambda: play_members(play),
        lambda: play_basis(play),
        lambda: play_spoken(play),
        play.opened_by_mistake,
        lambda: play_announcements(play),
        play.requests,
        play.map,
        play.appeals,
        play.needs,
        play.proposals,
        play.votes,
        play.money,
        play.flags,
        lambda: play_oversight(play),
        play.categories,
        lambda: play_deputies(play),
        play.people,
    ):
        part()


class Play(VotesPlays, MoneyPlays):
    """What the demo leaves out of each room."""

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

    def flags(self) -> None:
        """Answer what a rule found, and judge it."""
        today = self.stage.now.date()
        key = village_flags(self.session, VILLAGE, self.stage.country, today)[0].key
        said = AnswerFlagForm(flag=key, text="Inyemezabwishyu iraza.")
        self.do(answer_flag, said, self.who(Role.TREASURER))
        found = SettleFlagForm(flag=key, outcome="explained", text="Narayibonye.")
        self.do(settle_flag, found, self.who(Role.DISTRICT_OFFICER, DISTRICT))

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
        """Sign an account out, end its second factor, replace its number and PIN; end a role."""
        grant = self.one(RoleGrant, RoleGrant.role == "auditor", RoleGrant.place == VILLAGE)
        admin = self.who(Role.ADMINISTRATOR, "")
        second = self.other_administrator(admin)
        held = {"grant": grant.id}
        self.do(accounts.sign_out_account, accounts.SignOutForm(**held), admin)
        enrol(self.session, b"", grant.account, None, self.stage.now)
        self.do(accounts.end_factor, accounts.FactorEndForm(**held, second=second), admin)
        other = {"phone": "+250788000111", "second": second}
        self.do(accounts.change_number, accounts.NumberForm.model_validate(held | other), admin)
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
