"""What a village's record says of questions: each step, the seal of its words, how far each is."""

from ubudehe.language.messages import N_
from ubudehe.questions.tables import QuestionStep, VillageQuestion
from ubudehe.record.replaying import Kept, Replay, Row, Rows, Said, Subject

_STATES = {"answer": "answered", "decline": "declined", "resume": "asked"}


def _stepped(rows: Rows, said: Said) -> Subject:
    kind = said.type.removeprefix("question.")
    step = said.private["step"]
    question = str(step["question"])
    turns = rows.note("village_question")
    turns[question] = turns.get(question, -1) + 1
    rows.put(
        "village_question_step",
        said.id,
        village=said.log,
        turn=turns[question],
        kind=kind,
        account=said.account,
        at=said.at,
        **{"lang": "", "wording_lang": "", **step},
    )
    row: Row = rows.row("village_question", question) or rows.put(
        "village_question", question, village=said.log, number=None, in_time=None, published=None
    )
    row["moved_on"] = said.day
    if kind in _STATES:
        row["state"] = _STATES[kind]
    if kind == "answer":
        row |= {name: said.public[name] for name in ("number", "kind", "in_time")}
        row["answered_on"] = said.day
    if kind in ("correct", "hide", "publish"):
        row["published"] = said.id if kind == "publish" else None
    return question


REPLAY = Replay(
    handlers={
        f"question.{step}": _stepped
        for step in ("answer", "correct", "decline", "resume", "publish", "hide")
    },
    kept=(
        Kept(
            VillageQuestion,
            N_("Question"),
            named="number",
            others=True,
            unsaid={
                "mark": "the hash of the code; no event tells when somebody asked",
                "lang": "the same",
                "text": "the same; the seal of each step holds it until it is erased",
                "may_publish": "the writer's, who can take it back without an account",
                "asked_on": "no event tells when somebody asked",
                "due": "follows from that",
            },
        ),
        Kept(
            QuestionStep,
            N_("Step of a question"),
            named="kind",
            unsaid={
                "text": "erased after some months, or taken away; the record holds its seal",
                "wording": "the same",
                "salt": "erased with the text",
            },
        ),
    ),
)
