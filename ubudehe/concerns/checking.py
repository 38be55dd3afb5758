"""What the record says of concerns: each step of an officer, and the seal of its words."""

from ubudehe.concerns.tables import ConcernStep
from ubudehe.language.messages import N_
from ubudehe.record.replaying import Kept, Replay, Rows, Said, Subject

_STEPS = ("take", "answer", "pass", "close")


def _stepped(rows: Rows, said: Said) -> Subject:
    step = said.private["step"]
    rows.put(
        "concern_step",
        said.id,
        place=said.log,
        kind=said.type.removeprefix("concern."),
        account=said.account,
        at=said.at,
        **step,
    )
    return str(step["concern"])


REPLAY = Replay(
    handlers={f"concern.{step}": _stepped for step in _STEPS},
    kept=(
        Kept(
            ConcernStep,
            N_("Step of a concern"),
            by="place",
            named="kind",
            unsaid={
                "text": "erased after some months; the record holds its seal",
                "salt": "erased with the text",
            },
        ),
    ),
)
