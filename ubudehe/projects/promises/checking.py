"""What the record says of promises: made when a vote is counted, kept little by little."""

from typing import Any

from ubudehe.language.messages import N_
from ubudehe.projects.promises.tables import Promise
from ubudehe.record.replaying import Kept, Key, Replay, Rows, Said, Subject


def promise_all(rows: Rows, proposal: str) -> None:
    """Make what a chosen proposal said into promises of the village and of the state."""
    row = rows.row("proposal", proposal)
    if row["labour_days"]:
        _promise(rows, proposal, "village", "labour", "", row["labour_days"])
    for _, gift in rows.under("proposal_gift", proposal):
        _promise(
            rows, proposal, "village", "material", gift["what"], gift["quantity"], gift["unit"]
        )
    if row["from_state"]:
        _promise(rows, proposal, "state", "money", row["asked"], row["from_state"])


def _promise(
    rows: Rows,
    proposal: str,
    giver: str,
    kind: str,
    what: str,
    quantity: int,
    unit: str = "",
) -> None:
    key = (proposal, giver, kind, what, quantity, unit)
    rows.put("promise", *key, kept=0)


def _kept(rows: Rows, said: Said) -> Subject:
    """Enter how much has come; older acts do not say of which of several promises alike."""
    proposal = said.public["project"]
    meant = [(key, row) for key, row in rows.under("promise", proposal) if _fits(key, said)]
    if len(meant) == 1:
        meant[0][1].update(kept=said.public["kept"], id=said.public["promise"])
    else:
        for _, row in meant:
            row.pop("kept", None)
    return str(proposal)


def _fits(key: Key, said: Said) -> bool:
    _, giver, kind, what, quantity, unit = key
    told: dict[str, Any] = {"giver": giver, "promised": quantity}
    if "what" in said.private:
        return told.items() <= said.public.items() and ([kind, what, unit] == said.private["what"])
    return told.items() <= said.public.items() and kind != "labour"


PROMISES = Replay(
    handlers={"promise.keep": _kept},
    kept=(
        Kept(
            Promise,
            N_("Promise"),
            ("proposal", "giver", "kind", "what", "quantity", "unit"),
            named="what",
            unsaid={"id": "a random name; once an act says it, it is compared"},
        ),
    ),
)
