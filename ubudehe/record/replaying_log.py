"""What the record says of itself: the private side of each act, and the running sums."""

from ubudehe.language.messages import N_
from ubudehe.record import moves
from ubudehe.record.forgotten import TYPE as FORGET
from ubudehe.record.replaying import Kept, Replay, Rows, Said, Subject
from ubudehe.record.roll_backs import MEASURE
from ubudehe.record.rules.lost_heads import TYPE
from ubudehe.record.tables import Act, Total

SENSELESS = N_("Event %(index)s does not fit what came before it.")
GONE = N_("What act %(act)s had said about «%(field)s» is missing, and no act took it away.")


def _rolled_back(rows: Rows, said: Said) -> Subject:
    rows.add(MEASURE, 1)
    return said.subject


def _moved(rows: Rows, said: Said) -> Subject:
    rows.add(moves.MEASURE, moves.CHANGES[said.public["step"]])
    return said.subject


LOG = Replay(
    handlers={
        "key.add": lambda _rows, said: said.subject,
        "key.revoke": lambda _rows, said: said.subject,
        TYPE: _rolled_back,
        moves.TYPE: _moved,
        FORGET: lambda _rows, said: said.subject,
    },
    kept=(
        Kept(
            Act,
            N_("Act"),
            by="log",
            named="idx",
            unsaid={
                "salt": "recognises a repetition; shown nowhere",
                "fingerprint": "recognises a repetition; shown nowhere",
            },
        ),
        Kept(Total, N_("Sum"), ("measure",), by="log", named="measure", zero="value"),
    ),
)
