"""What the record says of own questions and of what was answered to them."""

from ubudehe.households.own.tables import OwnAnswers, OwnForm
from ubudehe.households.tables import Household
from ubudehe.language.messages import N_
from ubudehe.record.replaying import Kept, Replay, Rows, Said, Subject


def erase_answers(rows: Rows, household: str) -> None:
    """Take away what a household answered to own questions."""
    rows.drop_under("own_answers", household)


def _set(rows: Rows, said: Said) -> Subject:
    _end(rows, said)
    rows.put(
        "own_form",
        said.id,
        place=said.log,
        form=said.private["form"],
        digest=said.public["digest"],
        set_at=said.at,
        set_by=said.account,
        ended_at=None,
    )
    return said.id


def _ended(rows: Rows, said: Said) -> Subject:
    _end(rows, said)
    return str(said.public["form"])


def _end(rows: Rows, said: Said) -> None:
    for row in rows.tables["own_form"].values():
        row["ended_at"] = row["ended_at"] or said.at


def _answered(rows: Rows, said: Said) -> Subject:
    answer = said.private.get("answer")
    if answer is None:  # erased with its household
        return said.subject
    key = answer["household"], answer["form"]
    rows.put("own_answers", *key, answers=answer["answers"], at=said.at)
    return str(answer["household"])


OWN = Replay(
    handlers={
        "questions.set": _set,
        "questions.end": _ended,
        "household.answer": _answered,
    },
    kept=(
        Kept(OwnForm, N_("Own questions"), by="place", named="digest"),
        Kept(
            OwnAnswers,
            N_("Answers to own questions"),
            ("household", "form"),
            owner=(Household, "household"),
        ),
    ),
)
