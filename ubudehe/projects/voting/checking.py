"""What the record says of votes: prepared, opened, counted again from the ballots that it holds."""

from typing import Any

from ubudehe.language.messages import N_
from ubudehe.projects.promises.checking import promise_all
from ubudehe.projects.rules.ballot_text import LETTERS_BEFORE
from ubudehe.projects.rules.states import AnnulState, ProposalState, VoteState
from ubudehe.projects.voting.recounting import count_again
from ubudehe.projects.voting.tables import (
    AnnulRequest,
    BallotPattern,
    CardBatch,
    PaperTyping,
    SignedVoters,
    TallyPhoto,
    TellerCount,
    VoidCard,
    Vote,
    VoteOption,
)
from ubudehe.record.replaying import Kept, Replay, Row, Rows, Said, Subject

_BOX = ("signed_voters", "teller_count")
_SAME = ("assembly", "budget", "method", "kind", "marks", "electorate", "rule", "threshold")
_UNOPENED: Row = {
    **dict.fromkeys(("opened_at", "closed_at", "left_out", "door")),
    **dict.fromkeys(("signed_in", "handed_out", "counted", "spoiled", "blank", "left"), 0),
    **dict.fromkeys(("settled", "settled_anew"), 0),
    "reason": "",
    "annulled_at": None,
    "annulled": "",
    "decided_at": None,
    "decided": "",
    "gone": 0,
    "others": {},
    "origins": None,
}
_UNCOUNTED: Row = {"votes": 0, "place": 0, "why": "", "before": 0, "phase": ""}
_UNCOUNTED |= {"measure": None, "held": None, "excluded_by": None, "decided": ""}
_UNCOUNTED |= {"granted": None, "decided_at": None}


def _prepared(rows: Rows, said: Said) -> Subject:
    meeting = rows.row("assembly", said.public["assembly"])
    rows.put(
        "vote",
        said.id,
        **{name: said.public[name] for name in _SAME},
        share=said.public.get("share", ""),
        quorum=said.public.get("quorum", 0),
        part=said.public.get("part", False),
        envelope=said.public.get("envelope"),
        numbered=said.public.get("numbered", len(said.public["proposals"]) > LETTERS_BEFORE),
        people=meeting["women"] + meeting["men"],
        electors=said.private["electors"],
        cards=said.private["cards"],
        void_cards=0,
        state=VoteState.PREPARED,
        prepared_at=said.at,
        **_UNOPENED,
    )
    if cards := said.private["cards"]:
        first = {"vote": said.id, "batch": 1, "first": 1, "reason": ""}
        rows.put("card_batch", said.id, **first, cards=cards)
    columns = zip(
        *(said.public[name] for name in ("proposals", "costs", "lot", "groups")), strict=True
    )
    least = said.public.get("least")
    for position, (proposal, cost, lot, group) in enumerate(columns):
        given = {"position": position, "cost": cost, "lot": lot, "grp": group}
        given["least"] = least[position] if least else 0
        given["returned"] = proposal in said.public.get("returned", ())
        rows.put("vote_option", said.id, proposal, **given, **_UNCOUNTED)
        rows.row("proposal", proposal)["state"] = ProposalState.ON_BALLOT
    # Papers are typed little by little, and only a finished pile is an act.
    rows.allow("paper_typing", {"vote": said.id, "finished": False})
    return said.id


def _more_cards(rows: Rows, said: Said) -> Subject:
    vote, batch = said.public["vote"], said.public["batch"]
    row = rows.row("vote", vote)
    many, reason = said.private.get("cards", 1), said.private["reason"]
    printed = {"batch": batch, "first": row["cards"] + 1, "cards": many, "reason": reason}
    rows.put("card_batch", said.id, vote=vote, **printed)
    row["cards"] += many
    return str(vote)


def _void_card(rows: Rows, said: Said) -> Subject:
    vote = said.public["vote"]
    given = {"why": said.public["why"], "reason": said.private["reason"]}
    rows.put("void_card", vote, said.private["card"], **given)
    rows.row("vote", vote)["void_cards"] += 1
    if said.public["batch"] is not None:
        _more_cards(rows, said)
    return str(vote)


def _opened(rows: Rows, said: Said) -> Subject:
    row = rows.row("vote", said.public["vote"])
    row.update(state=VoteState.OPEN, opened_at=said.at)
    row["people"] = said.private.get("people", row["people"])
    return str(said.public["vote"])


def _void(rows: Rows, said: Said) -> Subject:
    vote = said.public["vote"]
    rows.row("vote", vote).update(
        state=VoteState.VOID, closed_at=said.at, reason=said.private["reason"]
    )
    for (_, proposal), _ in rows.under("vote_option", vote):
        rows.row("proposal", proposal)["state"] = ProposalState.PROPOSED
    _empty(rows, vote)
    return str(vote)


def _empty(rows: Rows, vote: str) -> None:
    for table in _BOX:
        rows.drop_under(table, vote)


def _signed_in(rows: Rows, said: Said) -> Subject:
    vote, came = said.public["vote"], said.private.get("came")
    if came is None:
        rows.allow("signed_voters", {"vote": vote})
        for _, row in rows.under("signed_voters", vote):
            row.clear()
        return str(vote)
    homes = rows.tables["household"]
    written = said.private.get("homes")
    if written is None:  # acts before this field are about all households of one isibo
        groups = {homes[home,].get("isibo") for home in came if (home,) in homes}
        written = [home for (home,), row in homes.items() if row.get("isibo") in groups]
    for home in written:
        rows.drop("signed_voters", vote, home)
    for home, voters in came.items():
        if voters:
            helper = said.private.get("helpers", {}).get(home)
            rows.put("signed_voters", vote, home, voters=voters, helper=helper)
    return str(vote)


def _typed(rows: Rows, said: Said) -> Subject:
    vote = said.public["vote"]
    pile, turn = said.private["pile"], said.private["turn"]
    isibo = said.private.get("isibo", "") if turn == 1 else ""
    rows.put("paper_typing", vote, pile, turn, typist=said.key, finished=True, isibo=isibo)
    return str(vote)


def _settled(rows: Rows, said: Said) -> Subject:
    row = rows.row("vote", said.public["vote"])
    row["settled"] = row.get("settled", 0) + said.public.get("settled", 0)
    row["settled_anew"] = row.get("settled_anew", 0) + said.public.get("anew", 0)
    return str(said.public["vote"])


def _retyped(rows: Rows, said: Said) -> Subject:
    vote = said.public["vote"]
    for turn in (1, 2):
        rows.drop("paper_typing", vote, said.private["pile"], turn)
    row = rows.row("vote", vote)
    # Acts before these fields kept what was settled of a pile that was typed anew.
    row["settled"] = row.get("settled", 0) - said.public.get("settled", 0)
    row["settled_anew"] = row.get("settled_anew", 0) - said.public.get("anew", 0)
    return str(vote)


def _told(rows: Rows, said: Said) -> Subject:
    name, counts = said.private["teller"], said.private["counts"]
    # Acts before two tellers had to be two accounts do not say whose count it is.
    own = {"account": said.account} if said.private.get("own") else {}
    turn = said.private["turn"]
    rows.put("teller_count", said.public["vote"], turn, name=name, counts=counts, **own)
    return str(said.public["vote"])


def _closed(rows: Rows, said: Said) -> Subject:
    vote, winners = said.public["vote"], said.public["winners"]
    row = rows.row("vote", vote)
    options: dict[str, Row] = {
        str(key[1]): option for key, option in rows.under("vote_option", vote)
    }
    turnout, ballots = said.private["turnout"], said.private["ballots"]
    row.update(state=VoteState.CLOSED, closed_at=said.at, left=said.public["left"], **turnout)
    row["reason"], row["door"] = said.private["reason"], said.private.get("door")
    row["origins"] = said.private.get("origins")
    row["gone"] = said.public.get("gone", 0)
    row["budget"] -= row["gone"]
    for pattern, count in ballots.items():
        rows.put("ballot_pattern", vote, pattern, count=count)
    count_again(row, options, ballots, said.private["votes"])
    for proposal in options:
        chosen = proposal in winners
        state = ProposalState.CHOSEN if chosen else ProposalState.NOT_CHOSEN
        rows.row("proposal", proposal).update(state=state, granted=options[proposal]["granted"])
        if chosen:
            promise_all(rows, proposal)
    _empty(rows, vote)
    rows.add("votes", 1)
    rows.add("projects", len(winners))
    return str(vote)


def _annulled(rows: Rows, said: Said) -> Subject:
    return _annul(rows, said, said.public["vote"], said.private["reason"])


def _annul(rows: Rows, said: Said, vote: str, reason: str) -> Subject:
    chosen = 0
    options = rows.under("vote_option", vote)
    rows.row("vote", vote).update(state=VoteState.ANNULLED, annulled_at=said.at, annulled=reason)
    for row in rows.tables["annul_request"].values():
        if row["vote"] == vote and row["state"] == AnnulState.ASKED:
            row["state"] = AnnulState.MOOT
    for (_, proposal), option in options:
        row = rows.row("proposal", proposal)
        if row["state"] == ProposalState.CHOSEN and _is_chosen(option):
            row.update(state=ProposalState.PROPOSED, granted=None)
            rows.drop_under("promise", proposal)
            chosen += 1
        elif row["state"] == ProposalState.NOT_CHOSEN and not _stands_on_another(rows, proposal):
            row["state"] = ProposalState.PROPOSED
    rows.add("votes", -1)
    rows.add("projects", -chosen)
    return str(vote)


def _asked(rows: Rows, said: Said) -> Subject:
    vote = said.public["vote"]
    rows.put(
        "annul_request",
        said.id,
        vote=vote,
        reason=said.private["reason"],
        asked_at=said.at,
        due=said.public["due"],
        asked_by=said.account,
        second_by=rows.accounts.get(said.public["second"]["key"]),
        state=AnnulState.ASKED,
        answer="",
        answered_at=None,
    )
    return str(vote)


def _answered(rows: Rows, said: Said) -> Subject:
    vote, outcome = said.public["vote"], said.public["outcome"]
    request = rows.row("annul_request", said.public["request"])
    if outcome == "agreed":
        _annul(rows, said, vote, request["reason"])
    request.update(state=outcome, answer=said.private["reason"], answered_at=said.at)
    return str(vote)


def _unasked(rows: Rows, said: Said) -> Subject:
    request = rows.row("annul_request", said.public["request"])
    request.update(state=AnnulState.BACK, answer=said.private["reason"], answered_at=said.at)
    return str(said.public["vote"])


def _photographed(rows: Rows, said: Said) -> Subject:
    digest, width, height = said.private["sheet"]
    shown = said.public.get("photo") == digest
    given = {"width": width, "height": height, "shown": shown, "added_at": said.at}
    given |= {"gone": "", "gone_on": None}
    rows.put("tally_photo", said.public["vote"], digest, **given)
    return str(said.public["vote"])


def _photo_removed(rows: Rows, said: Said) -> Subject:
    """Enter that a photo is gone: one that was shown beside every vote where it stood."""
    vote, shown = said.public["vote"], said.public.get("photo")
    digest = shown or said.private["sheet"]
    for key, row in rows.tables["tally_photo"].items():
        if key[1] == digest and (shown or key[0] == vote):
            row.update(gone=said.public["why"], gone_on=said.day)
    return str(vote)


def _is_chosen(option: Row) -> bool:
    decided = option["decided"]
    return bool(decided == "taken" or (option["why"] == "funded" and not decided))


def _overridden(rows: Rows, said: Said) -> Subject:
    vote, change = said.public["vote"], 0
    reason = said.private["reason"]
    rows.row("vote", vote).update(decided_at=said.at, decided=reason)
    for (_, proposal), option in rows.under("vote_option", vote):
        wanted, was = proposal in said.public["chosen"], _is_chosen(option)
        if wanted == was:
            continue
        counted = option["why"] == "funded"
        option["decided"] = "" if counted == wanted else "taken" if wanted else "dropped"
        option["decided_at"] = said.at
        row = rows.row("proposal", proposal)
        row["state"] = ProposalState.CHOSEN if wanted else ProposalState.NOT_CHOSEN
        row["granted"] = option["granted"] if wanted else None
        if wanted:
            promise_all(rows, str(proposal))
        else:
            rows.drop_under("promise", proposal)
        change += 1 if wanted else -1
    rows.add("projects", change)
    return str(vote)


def _stands_on_another(rows: Rows, proposal: object) -> bool:
    """Tell whether a vote that counts had the proposal on its ballot."""
    return any(
        on_ballot == proposal and rows.row("vote", vote)["state"] == VoteState.CLOSED
        for vote, on_ballot in rows.tables["vote_option"]
    )


def _about(_rows: Rows, said: Said) -> Subject:
    return str(said.public["vote"])


def _of_vote(model: Any, called: str, *key: str) -> Kept:
    return Kept(model, called, ("vote", *key), owner=(Vote, "vote"), named=key[0])


VOTES = Replay(
    handlers={
        "vote.prepare": _prepared,
        "vote.open": _opened,
        "vote.void": _void,
        "vote.add_cards": _more_cards,
        "vote.void_card": _void_card,
        "vote.sign_in": _signed_in,
        "vote.type": _typed,
        "vote.settle": _settled,
        "vote.retype": _retyped,
        "vote.tell": _told,
        "vote.close": _closed,
        "vote.annul": _annulled,
        "vote.ask_annul": _asked,
        "vote.unask_annul": _unasked,
        "vote.answer_annul": _answered,
        "vote.show_tally": _photographed,
        "vote.remove_tally": _photo_removed,
        "vote.override": _overridden,
        "ballots.open": _about,
    },
    kept=(
        Kept(Vote, N_("Vote"), unsaid={"salt": "half of a key of older versions"}),
        _of_vote(VoteOption, N_("Project on a ballot"), "proposal"),
        Kept(CardBatch, N_("Batch of voting cards"), owner=(Vote, "vote"), named="batch"),
        _of_vote(VoidCard, N_("Void voting card"), "card"),
        Kept(AnnulRequest, N_("Request to annul a vote"), named="asked_at"),
        _of_vote(TallyPhoto, N_("Photo of a tally"), "sha256"),
        _of_vote(SignedVoters, N_("Who came to a vote"), "household"),
        _of_vote(PaperTyping, N_("Pile of ballots"), "pile", "turn"),
        _of_vote(TellerCount, N_("Count of a teller"), "turn"),
        _of_vote(BallotPattern, N_("Ballots marked alike"), "pattern"),
    ),
)
