"""A village of the demo names its needs, puts them in order, proposes and votes."""

from datetime import date
from random import Random
from uuid import UUID

from ubudehe.demo.stage import TONGUE
from ubudehe.demo.village import DemoPlan, Village
from ubudehe.households.tables import Household
from ubudehe.projects.needs import actions as needs
from ubudehe.projects.needs import forms as need_forms
from ubudehe.projects.needs.ranking import next_question
from ubudehe.projects.needs.tables import NeedRanking
from ubudehe.projects.proposals import actions as proposals
from ubudehe.projects.proposals.forms import AnswerForm, CheckForm, ProposalForm, ReviseForm
from ubudehe.projects.voting.box.casting import cast_ballot
from ubudehe.projects.voting.closing.actions import CloseForm, close_vote
from ubudehe.projects.voting.preparing.actions import VoteForm, open_vote, prepare_vote
from ubudehe.projects.voting.roll.actions import RollForm, sign_in
from ubudehe.projects.voting.tables import Vote
from ubudehe.projects.voting.votes import VoteRef, key_of, options_of


def choose_projects(village: Village) -> list[UUID]:
    """Name needs, propose and vote in September; return the chosen projects."""
    meeting = village.meet("projects", village.stage.day(date(2025, 9, 13)))
    voters = village.homes[: len(village.homes) * 9 // 10]
    vote = begin_vote(village, voters)
    _close(village, vote, len(voters))
    village.part(meeting, "Abaturage batoye mu ibanga; ibyavuyemo byasomewe mu ruhame.")
    options = options_of(village.stage.session, vote)
    return [option.proposal for option in options if option.why == "funded"]


def begin_vote(village: Village, voters: list[UUID]) -> UUID:
    """Name needs and propose at a meeting, and let some households vote; return the open vote."""
    need = _rank_needs(village)
    ids = [_propose(village, plan, need) for plan in village.story.plans]
    _check(village, ids, need)
    return _open(village, ids, voters)


def _rank_needs(village: Village) -> UUID:
    """Put the needs in order by pairs; return the worst one."""
    by, session = village.cast.facilitator, village.stage.session
    ids = []
    for text, symbol in village.story.needs:
        form = need_forms.NeedForm.model_validate({"text": text, "symbol": symbol, "lang": TONGUE})
        ids.append(UUID(village.act(by, needs.add_need, form)))
    start = need_forms.RankingForm(needs=ids, method="pairs")
    ranking = UUID(village.act(by, needs.start_ranking, start))
    while question := next_question(session.get_one(NeedRanking, ranking)):
        answer = need_forms.PairForm(ranking=ranking, pair=question.name, worse=question.pair[0])
        village.act(by, needs.answer_pair, answer)
    end = need_forms.RankForm(ranking=ranking, need=ids[0])
    village.act(by, needs.finish_ranking, end)
    return ids[0]


def _propose(village: Village, plan: DemoPlan, need: UUID) -> UUID:
    form = _form(village, plan, need)
    by = village.cast.facilitator
    return UUID(village.act(by, proposals.add_proposal, form))


def _form(village: Village, plan: DemoPlan, need: UUID, upkeep: str = "") -> ProposalForm:
    people, lines = len(village.homes), village.story.lines
    parts = [plan.cost * line.percent // 100 for line in lines]
    amounts = (plan.cost - sum(parts), *parts)
    return ProposalForm.model_validate(
        {
            "title": plan.title,
            "need": need,
            "plan": plan.plan,
            "symbol": plan.symbol,
            "line_kind": _numbered("materials", *(line.kind for line in lines)),
            "line_text": _numbered("Ibikoresho", *(line.text for line in lines)),
            "line_amount": _numbered(*map(str, amounts)),
            "labour_days": plan.labour_days,
            "gift_what": {"0": "Umusenyi"},
            "gift_quantity": {"0": "4"},
            "gift_unit": {"0": "imodoka"},
            "households": people,
            "women": people * 2,
            "men": people * 2 - 5,
            "children": people * 3,
            "upkeep": upkeep or "Komite y'abantu batatu; buri rugo rutanga 200 Frw buri kwezi.",
            "lang": TONGUE,
            "risks": "Imvura nyinshi ishobora gutinza imirimo.",
            "author": {"0": "Uwase Claudine", "1": "Habimana Jean"},
        }
    )


def _numbered(*values: str) -> dict[str, str]:
    return {str(number): value for number, value in enumerate(values)}


def _check(village: Village, ids: list[UUID], need: UUID) -> None:
    """Let the sector check the proposals: most can be done, the others are returned.

    The village keeps the third with an answer, and makes a new version of the fourth.
    """
    for number, proposal in enumerate(ids):
        _say(village, proposal, returned=number in (2, 3))
        if number == 3:
            upkeep = "Umuryango umwe muri buri sibo ubyitaho; 100 Frw buri kwezi."
            form = _form(village, village.story.plans[number], need, upkeep)
            again = ReviseForm(proposal=proposal, **dict(form))
            village.act(village.cast.facilitator, proposals.revise_proposal, again)
            _say(village, proposal, returned=False)
        if number == 2:
            answer = AnswerForm(proposal=proposal, answer="Komite y'abaturage ni yo izabyitaho.")
            village.act(village.cast.facilitator, proposals.keep_proposal, answer)


def _say(village: Village, proposal: UUID, *, returned: bool) -> None:
    form = CheckForm(
        proposal=proposal,
        outcome="returned" if returned else "feasible",
        reason="Garagaza uzabyitaho nyuma." if returned else "Birashoboka; igiciro kirakwiye.",
    )
    village.act(village.cast.sector, proposals.check_proposal, form)


def _open(village: Village, ids: list[UUID], voters: list[UUID]) -> UUID:
    by = village.cast.facilitator
    event = VoteForm.model_validate(
        {
            "proposals": ids,
            "budget": str(village.story.budget),
            "method": "cards",
            "electorate": "households",
            "cards": len(village.homes),
            "rule": village.story.rule,
        }
    )
    vote = UUID(village.act(by, prepare_vote, event))
    _sign_in(village, vote, voters)
    village.act(by, open_vote, VoteRef(vote=vote))
    _cast(village, vote, ids, len(voters))
    return vote


def _close(village: Village, vote: UUID, voters: int) -> None:
    """Close the vote and count it."""
    close = CloseForm(
        vote=vote,
        second=village.cast.chair.account,
        signed_in=voters,
        handed_out=voters,
        cards_left=len(village.homes) - voters,
    )
    village.act(village.cast.facilitator, close_vote, close)


def _sign_in(village: Village, vote: UUID, voters: list[UUID]) -> None:
    groups: dict[str, list[UUID]] = {}
    for home in voters:
        groups.setdefault(village.stage.session.get_one(Household, home).isibo, []).append(home)
    for isibo, homes in sorted(groups.items()):
        form = RollForm(vote=vote, isibo=isibo, came={str(home): 1 for home in homes})
        village.act(village.cast.facilitator, sign_in, form)


def _cast(village: Village, vote: UUID, ids: list[UUID], voters: int) -> None:
    session, keyring = village.stage.session, village.stage.keyring
    key = key_of(session.get_one(Vote, vote), keyring)
    weights = [0.75, 0.6, 0.45, 0.3, 0.25, 0.2]
    random = Random(f"ballots of {village.story.village}")  # noqa: S311 - the same each time, whatever was drawn before
    for number in range(voters):
        chosen = {
            str(id_): 1
            for id_, weight in zip(ids, weights, strict=False)
            if random.random() < weight
        }
        cast_ballot(session, keyring, key.code(number), chosen, village.stage.country.money)
