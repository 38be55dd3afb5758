"""Acts on needs, proposals and votes that the demo leaves out."""

from itertools import cycle
from uuid import UUID

from tests.acts.stage import DISTRICT, SHA, VILLAGE, PlayBase
from ubudehe.people.desk import Person
from ubudehe.people.rules import Role
from ubudehe.projects.needs import actions as needs
from ubudehe.projects.needs import forms as need_forms
from ubudehe.projects.needs.resuming import ResumeForm, resume_ranking
from ubudehe.projects.promises.actions import KeptForm, keep_promise
from ubudehe.projects.promises.tables import Promise
from ubudehe.projects.proposals import actions as proposals
from ubudehe.projects.proposals.forms import (
    MergeForm,
    Picture,
    PictureForm,
    ProposalForm,
    ProposalReasonForm,
)
from ubudehe.projects.proposals.picturing import give_picture
from ubudehe.projects.proposals.tables import Proposal
from ubudehe.projects.results.actions import open_ballots
from ubudehe.projects.rules.symbols import SYMBOLS
from ubudehe.projects.voting.annulling.actions import AnnulForm, annul_vote
from ubudehe.projects.voting.annulling.asking import (
    AnswerAnnulForm,
    AskForm,
    AskTakenBack,
    answer_annul,
    ask_to_annul,
    take_back_asking,
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
from ubudehe.projects.voting.tellers.removing import RemovedTally, remove_tally
from ubudehe.projects.voting.votes import PileRef, VoteRef


class VotesPlays(PlayBase):
    """From a need to a counted vote, and back."""

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
        seen = Picture(sha256=SHA, width=480, height=360)
        self.do(give_picture, PictureForm(proposal=third, symbol="tap", picture=seen))
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
        self.do(ask_to_annul, AskForm.model_validate(ask))
        asked = self.one(AnnulRequest, AnnulRequest.vote == vote)
        back = {"request": asked.id, "reason": "Twabibonye nabi."}
        self.do(take_back_asking, AskTakenBack.model_validate(back))
        for outcome in ("refused", "agreed"):
            self.do(ask_to_annul, AskForm.model_validate(ask))
            if outcome == "agreed":
                self.do(annul_vote, AnnulForm.model_validate({**end, **why}))
                return
            waits = AnnulRequest.vote == vote, AnnulRequest.state == "asked"
            asked = self.one(AnnulRequest, *waits)
            said = {"request": asked.id, "outcome": outcome, "reason": "Amajwi arahagije."}
            officer = self.who(Role.SECTOR_OFFICER, VILLAGE[:4])
            self.do(answer_annul, AnswerAnnulForm.model_validate(said), officer)
            sheet = {"sha256": "5" * 64, "width": 640, "height": 480}
            self.do(show_tally, TallyForm.model_validate({"vote": vote, "sheet": sheet}))
            removed = RemovedTally(vote=vote, sheet="5" * 64, why="names")
            self.do(remove_tally, removed, self.who(Role.DATA_PROTECTION, DISTRICT))

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


_SYMBOLS = cycle(SYMBOLS)


def _plan(title: str) -> dict[str, object]:
    return {
        "title": title,
        "symbol": next(_SYMBOLS),
        "plan": "Kubaka.",
        "line_text": {"0": "Sima"},
        "line_amount": {"0": "90 000"},
        "author": {"0": "Uwase Claudine"},
    }
