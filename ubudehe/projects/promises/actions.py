"""Making promises of what a proposal said, and writing down what of them was kept."""

from collections.abc import Mapping
from uuid import UUID

from pydantic import Field
from sqlmodel import Session

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.projects.promises.tables import Promise
from ubudehe.projects.proposals.tables import Proposal
from ubudehe.projects.proposals.writing import gifts_of
from ubudehe.record.append import Event
from ubudehe.storage.reading import of_village


class KeptForm(Seen):
    """How much of a promise has come by now, all together."""

    promise: UUID
    kept: int = Field(ge=0, le=2**53 - 1)


def make_promises(desk: Desk, proposal: Proposal) -> list[Promise]:
    """Make what a chosen proposal said into promises of the village and of the state."""
    promises = []
    if proposal.labour_days:
        promises.append(_promise(desk, proposal, "village", "labour", "", proposal.labour_days))
    promises += [
        _promise(desk, proposal, "village", "material", gift.what, gift.quantity, gift.unit)
        for gift in gifts_of(desk.session, proposal.id)
    ]
    if proposal.from_state:
        promises.append(
            _promise(desk, proposal, "state", "money", proposal.asked, proposal.from_state)
        )
    desk.session.add_all(promises)
    return promises


def _kept_now(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    promise = session.get(Promise, ids["promise"])
    return None if promise is None or promise.village != place else {"kept": promise.kept}


@act(
    "promise.keep",
    Right.PROJECTS,
    said=N_("What has come of the promise is written down, for everybody to see."),
    corrected_by=("promise.keep",),
    offline=Offline.ASKS,
    state=_kept_now,
)
def keep_promise(desk: Desk, form: KeptForm) -> Event:
    """Write down how much of a promise of materials or money has come."""
    found = of_village(desk.session, Promise, form.promise, desk.place, lock=True)
    if found is None:
        raise NotFound(N_("There is no such page."))
    if found.kind == "labour":
        raise Refusal(N_("Work is counted by the entries of the ledger: write it there."))
    found.kept = form.kept
    public: dict[str, object] = {
        "promise": str(form.promise),
        "project": str(found.proposal),
        "giver": found.giver,
        "promised": found.quantity,
        "kept": form.kept,
    }
    return Event(
        public=public,
        private={"what": [found.kind, found.what, found.unit]},
        subject=str(found.proposal),
    )


def _promise(
    desk: Desk,
    proposal: Proposal,
    giver: str,
    kind: str,
    what: str,
    quantity: int,
    unit: str = "",
) -> Promise:
    return Promise(
        id=desk.new_id(),
        village=desk.place,
        proposal=proposal.id,
        giver=giver,
        kind=kind,
        what=what,
        quantity=quantity,
        unit=unit,
    )
