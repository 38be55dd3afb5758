"""What the record says of proposals, their lines and their earlier versions."""

from typing import Any

from ubudehe.language.messages import N_
from ubudehe.projects.proposals.tables import (
    Proposal,
    ProposalGift,
    ProposalLine,
    ProposalVersion,
)
from ubudehe.projects.rules.states import ProposalState
from ubudehe.record.replaying import Kept, Replay, Row, Rows, Said, Subject

_LINES = ("proposal_line", "proposal_gift")
_TEXTS = ("title", "plan", "symbol", "asked", "upkeep", "risks")
_TITLES = ("lang", "other_title", "other_lang")
_PEOPLE = ("households", "women", "men", "children")
_FIGURES = ("need", "cost", "from_state", "labour_days", "photo")
"""Beside them stands `least`, which acts of before did not say."""
_WHOLE = (*_TEXTS, *_PEOPLE, *_FIGURES[1:], "checked", "check_reason", "answer")


def _added(rows: Rows, said: Said) -> Subject:
    _new(rows, said)
    rows.add("proposals", 1)
    return said.id


def _new(rows: Rows, said: Said) -> None:
    rows.put(
        "proposal",
        said.id,
        number=len(rows.tables["proposal"]) + 1,
        version=1,
        checked="",
        check_reason="",
        answer="",
        state=ProposalState.PROPOSED,
        merged_into=None,
        added_at=said.at,
        granted=None,
        photo_width=0,
        photo_height=0,
    )
    _write(rows, said, said.id)


def _write(rows: Rows, said: Said, proposal: str) -> None:
    whole, row = said.private["proposal"], rows.row("proposal", proposal)
    photo_before = row.get("photo")
    row.update({name: whole[name] for name in (*_TEXTS, *_PEOPLE)})
    row.update({name: said.public[name] for name in _FIGURES})
    row["least"] = said.public.get("least", 0)
    row.update({name: whole.get(name, "") for name in _TITLES})
    row["authors"] = said.private["authors"]
    if "photo_size" in said.private:
        row["photo_width"], row["photo_height"] = said.private["photo_size"]
    elif row["photo"] != photo_before:
        row.pop("photo_width", None)
        row.pop("photo_height", None)
    for table in _LINES:
        rows.drop_under(table, proposal)
    for position, (kind, text, amount) in enumerate(whole["lines"]):
        rows.put("proposal_line", proposal, position, kind=kind, text=text, amount=amount)
    for position, (what, quantity, unit) in enumerate(whole["gifts"]):
        rows.put("proposal_gift", proposal, position, what=what, quantity=quantity, unit=unit)


def _revised(rows: Rows, said: Said) -> Subject:
    proposal = said.public["proposal"]
    row = rows.row("proposal", proposal)
    rows.put(
        "proposal_version",
        proposal,
        row["version"],
        content=_whole(rows, proposal, row),
        replaced_at=said.at,
    )
    row.update(version=said.public["version"], checked="", check_reason="", answer="")
    _write(rows, said, proposal)
    return str(proposal)


def _whole(rows: Rows, proposal: str, row: Row) -> dict[str, Any]:
    content: dict[str, Any] = {name: row[name] for name in _WHOLE}
    content |= {name: row[name] for name in ("least", *_TITLES) if row[name]}
    for table, name in zip(_LINES, ("lines", "gifts"), strict=True):
        content[name] = [list(one.values()) for _, one in rows.under(table, proposal)]
    return content


def _withdrawn(rows: Rows, said: Said) -> Subject:
    row = rows.row("proposal", said.public["proposal"])
    row.update(state=ProposalState.WITHDRAWN, answer=said.private["reason"])
    rows.add("proposals", -1)
    return str(said.public["proposal"])


def _checked(rows: Rows, said: Said) -> Subject:
    row = rows.row("proposal", said.public["proposal"])
    row.update(checked=said.public["outcome"], check_reason=said.private.get("reason", ""))
    return str(said.public["proposal"])


def _kept(rows: Rows, said: Said) -> Subject:
    row = rows.row("proposal", said.public["proposal"])
    row.update(checked="kept", answer=said.private["answer"])
    return str(said.public["proposal"])


def _merged(rows: Rows, said: Said) -> Subject:
    _new(rows, said)
    for old in said.public["merged"]:
        rows.row("proposal", old).update(state=ProposalState.MERGED, merged_into=said.id)
    rows.add("proposals", -1)
    return said.id


def _pictured(rows: Rows, said: Said) -> Subject:
    row = rows.row("proposal", said.public["proposal"])
    row.update(symbol=said.private["symbol"], photo=said.public["photo"])
    row["photo_width"], row["photo_height"] = said.private["photo_size"]
    return str(said.public["proposal"])


PROPOSALS = Replay(
    handlers={
        "proposal.add": _added,
        "proposal.revise": _revised,
        "proposal.withdraw": _withdrawn,
        "proposal.check": _checked,
        "proposal.keep": _kept,
        "proposal.merge": _merged,
        "proposal.picture": _pictured,
    },
    kept=(
        Kept(Proposal, N_("Proposal"), named="number"),
        Kept(
            ProposalLine,
            N_("Line of a proposal"),
            ("proposal", "position"),
            owner=(Proposal, "proposal"),
            named="text",
        ),
        Kept(
            ProposalGift,
            N_("What a village gives to a proposal"),
            ("proposal", "position"),
            owner=(Proposal, "proposal"),
            named="what",
        ),
        Kept(
            ProposalVersion,
            N_("Earlier version of a proposal"),
            ("proposal", "version"),
            owner=(Proposal, "proposal"),
            named="version",
        ),
    ),
)
