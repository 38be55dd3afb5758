"""What becomes of a proposal: written, revised, checked by the sector, kept, merged, withdrawn."""

from uuid import UUID

from sqlalchemy import func
from sqlmodel import select

from ubudehe.language.messages import N_
from ubudehe.language.names import fold
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.desk import Desk, act
from ubudehe.people.rules import Right
from ubudehe.projects.proposals.forms import (
    MOST_AUTHORS,
    AnswerForm,
    CheckForm,
    MergeForm,
    ProposalForm,
    ReasonForm,
)
from ubudehe.projects.proposals.tables import Proposal, ProposalVersion
from ubudehe.projects.proposals.writing import Picture, public_figures, whole, write
from ubudehe.record.append import Event

FREE = ("proposed", "not_chosen")
"""States in which a proposal may be changed or put on a ballot."""


@act("proposal.add", Right.PROJECTS)
def add_proposal(desk: Desk, form: ProposalForm, photo: Picture | None = None) -> Event:
    """Write down a proposal with its cost lines and what the village gives."""
    proposal = _new(desk)
    write(desk, proposal, form, photo)
    return Event(
        public=public_figures(proposal),
        private=_private(desk, proposal),
        subject=str(proposal.id),
        totals={"proposals": 1},
    )


@act("proposal.revise", Right.PROJECTS)
def revise_proposal(
    desk: Desk, form: ProposalForm, proposal: UUID, photo: Picture | None = None
) -> Event:
    """Make a new version of a proposal; the earlier one stays readable."""
    found = proposal_in(desk, proposal, *FREE)
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
    write(desk, found, form, photo)
    return Event(
        public={"proposal": str(proposal), "version": found.version, **public_figures(found)},
        private=_private(desk, found),
        subject=str(proposal),
    )


@act("proposal.withdraw", Right.PROJECTS)
def withdraw_proposal(desk: Desk, form: ReasonForm, proposal: UUID) -> Event:
    """Take a proposal back, with a reason."""
    found = proposal_in(desk, proposal, *FREE)
    found.state, found.answer = "withdrawn", form.reason
    return Event(
        public={"proposal": str(proposal)},
        private={"reason": form.reason},
        subject=str(proposal),
        totals={"proposals": -1},
    )


@act("proposal.check", Right.CHECK_PROPOSALS)
def check_proposal(desk: Desk, form: CheckForm, proposal: UUID) -> Event:
    """Say whether a proposal can be done; a return gives reasons and changes nothing in it."""
    found = proposal_in(desk, proposal, *FREE)
    if found.checked:
        raise Refusal(N_("This version was checked already."))
    if form.outcome == "returned" and not form.reason:
        raise Refusal(N_("A return says why."), "reason")
    found.checked, found.check_reason = form.outcome, form.reason or ""
    return Event(
        public={"proposal": str(proposal), "version": found.version, "outcome": form.outcome},
        private={"reason": form.reason} if form.reason else {},
        subject=str(proposal),
    )


@act("proposal.keep", Right.PROJECTS)
def keep_proposal(desk: Desk, form: AnswerForm, proposal: UUID) -> Event:
    """Keep a returned proposal as it is, and say why."""
    found = proposal_in(desk, proposal, *FREE)
    if found.checked != "returned":
        raise Refusal(N_("This proposal was not returned."))
    found.checked, found.answer = "kept", form.answer
    return Event(
        public={"proposal": str(proposal), "version": found.version},
        private={"answer": form.answer},
        subject=str(proposal),
    )


@act("proposal.merge", Right.PROJECTS)
def merge_proposals(
    desk: Desk, form: MergeForm, one: UUID, other: UUID, photo: Picture | None = None
) -> Event:
    """Make one proposal of two, with the consent of an author of each."""
    if one == other:
        raise NotFound(N_("There is no such proposal in this village."))
    both = [proposal_in(desk, id_, *FREE) for id_ in (one, other)]
    for old in both:
        _check_consent(old, form.consent.get(str(old.number)))
    made = _new(desk)
    write(desk, made, form, photo)
    made.authors = list(dict.fromkeys([*made.authors, *both[0].authors, *both[1].authors]))[
        :MOST_AUTHORS
    ]
    for old in both:
        old.state, old.merged_into = "merged", made.id
    return Event(
        public={"merged": [str(one), str(other)], **public_figures(made)},
        private={**_private(desk, made), "consent": form.consent},
        subject=str(made.id),
        totals={"proposals": -1},
    )


def proposal_in(desk: Desk, proposal: UUID, *states: str) -> Proposal:
    """Return a proposal of the desk's village in one of `states`, held until the act ends."""
    found = desk.session.get(Proposal, proposal, with_for_update=True)
    if found is None or found.village != desk.place:
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
