"""What the record says of slips that were handed out."""

from ubudehe.categories.replaying import last_round
from ubudehe.categories.slips.tables import CheckSlip
from ubudehe.language.messages import N_
from ubudehe.record.replaying import Kept, Replay, Rows, Said, Subject


def _issued(rows: Rows, said: Said) -> Subject:
    households = said.private["households"]
    marks = said.private.get("marks")
    newest = rows.note("newest slips")
    for place, household in enumerate(households):
        if before := newest.get(household):
            rows.row("check_slip", before)["replaced_at"] = said.at
        if marks:
            newest[household] = marks[place]
            rows.put(
                "check_slip",
                marks[place],
                household=household,
                issued_at=said.at,
                replaced_at=None,
            )
        else:  # acts before this field do not say which slips they handed out
            rows.allow("check_slip", {"household": household})
    found = last_round(rows)
    return found[0] if found else None


SLIPS = Replay(
    handlers={"slip.issue": _issued},
    kept=(Kept(CheckSlip, N_("Slip"), ("mark",), named="issued_at"),),
)
