"""What the record says of the basis on which households' data are kept."""

from ubudehe.households.basis.tables import HouseholdBasis
from ubudehe.households.tables import Household
from ubudehe.language.messages import N_
from ubudehe.record.replaying import Kept, Replay, Rows, Said, Subject


def erase_basis(rows: Rows, household: str) -> None:
    """Take away what a household was told: its data are kept no longer."""
    rows.drop("household_basis", household)


def _written(rows: Rows, said: Said) -> Subject:
    told = said.private.get("basis")
    if told is None:  # erased with its household
        return said.subject
    rows.put(
        "household_basis",
        told["household"],
        basis=told["basis"],
        told=told["told"],
        told_on=told["told_on"],
        written_by=said.account,
        withdrawn_on=None,
        words=None,
    )
    return str(told["household"])


def _withdrawn(rows: Rows, said: Said) -> Subject:
    told = said.private.get("withdrawn")
    if told is None:
        return said.subject
    row = rows.row("household_basis", told["household"])
    row.update(withdrawn_on=told["withdrawn_on"], words=told["words"])
    return str(told["household"])


def _restored(rows: Rows, said: Said) -> Subject:
    told = said.private.get("restored")
    if told is None:
        return said.subject
    rows.row("household_basis", told["household"]).update(withdrawn_on=None, words=None)
    return str(told["household"])


BASIS = Replay(
    handlers={
        "basis.write": _written,
        "basis.withdraw": _withdrawn,
        "basis.restore": _restored,
    },
    kept=(
        Kept(
            HouseholdBasis,
            N_("Basis of a household's data"),
            ("household",),
            owner=(Household, "household"),
        ),
    ),
)
