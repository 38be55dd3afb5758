"""What becomes of a proposal: written, revised, checked by the sector, kept, merged, withdrawn."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, select

from ubudehe.language.messages import N_
from ubudehe.language.names import fold
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.projects.proposals.forms import (
    MOST_AUTHORS,
    AnswerForm,
    CheckForm,
    MergeForm,
    ProposalForm,
    ProposalReasonForm,
    ReviseForm,
)
from ubudehe.projects.proposals.tables import Proposal, ProposalVersion
from ubudehe.projects.proposals.writing import as_typed, public_figures, whole, write
from ubudehe.projects.rules.states import ProposalState
from ubudehe.record.append import Event
from ubudehe.storage.reading import of_village

FREE = (ProposalState.PROPOSED, ProposalState.NOT_CHOSEN)
"""States in which a proposal may be changed or put on a ballot."""


def _proposal_now(
    session: Session, place: str, ids: Mapping[str, object]
) -> dict[str, object] | None:
    """Return what is written in a proposal, and how far it has come."""
    found = of_village(session, Proposal, ids["proposal"], place)
    if found is None:
        return None
    gone_on = {"state": found.state, "checked": found.checked, "version": found.version}
    return {**as_typed(session, found), **gone_on}


def _both_now(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    both = [_proposal_now(session, place, {"proposal": ids[name]}) for name in ("one", "other")]
    return {str(at): one for at, one in enumerate(both)}


@act(
    "proposal.add",
    Right.PROJECTS,
    said=N_("The proposal is written down. The sector says next whether it can be done."),
    corrected_by=("proposal.revise", "proposal.withdraw"),
    offline=Offline.ADDS,
)
def add_proposal(desk: Desk, form: ProposalForm) -> Event:
    """Write down a proposal with its cost lines and what the village gives."""
    proposal = _new(desk)
    write(desk, proposal, form)
    return Event(
        public=public_figures(proposal),
        private=_private(desk, proposal),
        subject=str(proposal.id),
        totals={"proposals": 1},
    )


@act(
    "proposal.revise",
    Right.PROJECTS,
    said=N_("There is a new version; the earlier one stays readable. The sector checks it next."),
    corrected_by=("proposal.revise",),
    offline=Offline.ASKS,
    state=_proposal_now,
)
def revise_proposal(desk: Desk, form: ReviseForm) -> Event:
    """Make a new version of a proposal; the earlier one stays readable."""
    found = proposal_in(desk, form.proposal, *FREE)
    desk.session.add(
        ProposalVersion(
            proposal=found.id,
            version=found.version,
            content=whole(desk.session, found),
            replaced_at=desk.now,
        )
    )
    found.version += 1
    found.checked = found.check_reason = found.answer = ""
    write(desk, found, form)
    return Event(
        public={"proposal": str(form.proposal), "version": found.version, **public_figures(found)},
        private=_private(desk, found),
        subject=str(form.proposal),
    )


@act(
    "proposal.withdraw",
    Right.PROJECTS,
    said=N_("The proposal is taken back. Write it down again if that was a mistake."),
    corrected_by=("proposal.add",),
    offline=Offline.ASKS,
    state=_proposal_now,
    worded=("reason",),
)
def withdraw_proposal(desk: Desk, form: ProposalReasonForm) -> Event:
    """Take a proposal back, with a reason."""
    found = proposal_in(desk, form.proposal, *FREE)
    found.state, found.answer = ProposalState.WITHDRAWN, form.reason
    return Event(
        public={"proposal": str(form.proposal)},
        private={"reason": form.reason},
        subject=str(form.proposal),
        totals={"proposals": -1},
    )


@act(
    "proposal.check",
    Right.CHECK_PROPOSALS,
    said=N_("Your word on the proposal is written down. The village sees it and answers."),
    corrected_by=("proposal.check", "proposal.revise", "proposal.keep"),
    offline=Offline.ASKS,
    state=_proposal_now,
    worded=("reason",),
)
def check_proposal(desk: Desk, form: CheckForm) -> Event:
    """Say whether a proposal can be done, or say it anew; nothing in the proposal is changed."""
    found = proposal_in(desk, form.proposal, *FREE)
    if found.checked == "kept":
        raise Refusal(N_("The village has answered already. Its answer stands."))
    if found.checked == form.outcome and found.check_reason == (form.reason or ""):
        raise Refusal(N_("This version was checked already."))
    if form.outcome == "returned" and not form.reason:
        raise Refusal(N_("A return says why."), "reason")
    found.checked, found.check_reason = form.outcome, form.reason or ""
    return Event(
        public={"proposal": str(form.proposal), "version": found.version, "outcome": form.outcome},
        private={"reason": form.reason} if form.reason else {},
        subject=str(form.proposal),
    )


@act(
    "proposal.keep",
    Right.PROJECTS,
    said=N_("The proposal stays as it is, with the answer. It can be put on a ballot."),
    corrected_by=("proposal.revise",),
    offline=Offline.ASKS,
    state=_proposal_now,
    worded=("answer",),
)
def keep_proposal(desk: Desk, form: AnswerForm) -> Event:
    """Keep a returned proposal as it is, and say why."""
    found = proposal_in(desk, form.proposal, *FREE)
    if found.checked != "returned":
        raise Refusal(N_("This proposal was not returned."))
    found.checked, found.answer = "kept", form.answer
    return Event(
        public={"proposal": str(form.proposal), "version": found.version},
        private={"answer": form.answer},
        subject=str(form.proposal),
    )


@act(
    "proposal.merge",
    Right.PROJECTS,
    said=N_("One proposal is made of the two. The sector says next whether it can be done."),
    corrected_by=("proposal.withdraw", "proposal.add"),
    offline=Offline.STATE,
    state=_both_now,
)
def merge_proposals(desk: Desk, form: MergeForm) -> Event:
    """Make one proposal of two, with the consent of an author of each."""
    if form.one == form.other:
        raise NotFound(N_("There is no such proposal in this village."))
    both = [proposal_in(desk, id_, *FREE) for id_ in (form.one, form.other)]
    for old in both:
        _check_consent(old, form.consent.get(str(old.number)))
    made = _new(desk)
    write(desk, made, form)
    made.authors = list(dict.fromkeys([*made.authors, *both[0].authors, *both[1].authors]))[
        :MOST_AUTHORS
    ]
    for old in both:
        old.state, old.merged_into = ProposalState.MERGED, made.id
    return Event(
        public={"merged": [str(form.one), str(form.other)], **public_figures(made)},
        private={**_private(desk, made), "consent": form.consent},
        subject=str(made.id),
        totals={"proposals": -1},
    )


def proposal_in(desk: Desk, proposal: UUID, *states: ProposalState) -> Proposal:
    """Return a proposal of the desk's village in one of `states`, held until the act ends."""
    found = of_village(desk.session, Proposal, proposal, desk.place, lock=True)
    if found is None:
        raise NotFound(N_("There is no such proposal in this village."))
    if found.state not in states:
        raise Refusal(N_("This proposal is on a ballot, chosen, merged or withdrawn."))
    return found


def _new(desk: Desk) -> Proposal:
    last = select(func.max(Proposal.number)).where(Proposal.village == desk.place)
    return Proposal(
        id=desk.act_id,
        village=desk.place,
        number=(desk.session.exec(last).one() or 0) + 1,
        title="",
        plan="",
        cost=0,
        labour_days=0,
        added_at=desk.now,
    )


def _private(desk: Desk, proposal: Proposal) -> dict[str, object]:
    return {
        "proposal": whole(desk.session, proposal),
        "authors": proposal.authors,
        "photo_size": [proposal.photo_width, proposal.photo_height],
    }


def _check_consent(proposal: Proposal, name: str | None) -> None:
    if not proposal.authors:
        raise Refusal(
            N_("Proposal P%(number)s names no author who could agree. Revise it first."),
            "consent",
            number=f"{proposal.number:03d}",
        )
    if name is None or fold(name) not in {fold(author) for author in proposal.authors}:
        raise Refusal(
            N_("Write which author of P%(number)s agrees, as it stands in the proposal."),
            f"consent.{proposal.number}",
            number=f"{proposal.number:03d}",
        )
