"""What the record says of needs, and of the order that a meeting put them in."""

from typing import Any
from uuid import UUID

from ubudehe.language.messages import N_
from ubudehe.projects.needs.ranking import next_question
from ubudehe.projects.needs.tables import Need, NeedRanking
from ubudehe.projects.rules.states import RankingState
from ubudehe.record.replaying import Kept, Replay, Row, Rows, Said, Subject


def _added(rows: Rows, said: Said) -> Subject:
    rows.put(
        "need",
        said.id,
        **_words(said),
        added_at=said.at,
        place=None,
        chosen=False,
        withdrawn=False,
    )
    rows.add("needs", 1)
    return said.id


def _changed(rows: Rows, said: Said) -> Subject:
    row = rows.row("need", said.public["need"])
    row.pop("symbol", None)
    row.update(_words(said))
    return str(said.public["need"])


def _words(said: Said) -> Row:
    words = {name: said.private[name] for name in ("text", "symbol") if name in said.private}
    return {"lang": said.private.get("lang", ""), **words}


def _withdrawn(rows: Rows, said: Said) -> Subject:
    rows.row("need", said.public["need"]).update(withdrawn=True, chosen=False)
    rows.add("needs", -1)
    return str(said.public["need"])


def _started(rows: Rows, said: Said) -> Subject:
    rows.put(
        "need_ranking",
        said.id,
        assembly=said.public["assembly"],
        method=said.public["method"],
        needs=said.public["needs"],
        lot=said.public["lot"],
        marks_each=_marks_each(said),
        answers={},
        again=[],
        reason="",
        state=RankingState.OPEN,
        started_at=said.at,
    )
    return said.id


def _marks_each(said: Said) -> int:
    return (said.private["marks_each"] or 0) if said.public["method"] == "marks" else 0


def _answered(rows: Rows, said: Said) -> Subject:
    ranking, pair = said.public["ranking"], said.private["pair"]
    row = rows.row("need_ranking", ranking)
    asked = next_question(_as_stored(row))
    if asked is not None and asked.is_again and asked.name == pair:
        row["again"] = [*row["again"], pair]
    row["answers"] = {**row["answers"], pair: said.private["worse"]}
    return str(ranking)


def _as_stored(row: Row) -> NeedRanking:
    """Return as much of an order of needs as the rule that asks questions looks at."""
    said: dict[str, Any] = {name: row[name] for name in ("needs", "lot", "answers", "again")}
    return NeedRanking(id=UUID(int=0), village="", method="pairs", **said)


def _undone(rows: Rows, said: Said) -> Subject:
    row = rows.row("need_ranking", said.public["ranking"])
    if row["again"]:
        row["again"] = row["again"][:-1]
    else:
        row["answers"] = dict(list(row["answers"].items())[:-1])
    return str(said.public["ranking"])


def _marked(rows: Rows, said: Said) -> Subject:
    rows.row("need_ranking", said.public["ranking"])["answers"] = said.private["marks"]
    return str(said.public["ranking"])


def _given_up(rows: Rows, said: Said) -> Subject:
    row = rows.row("need_ranking", said.public["ranking"])
    row.update(state=RankingState.CANCELLED, reason=said.private["reason"])
    return str(said.public["ranking"])


def _ended(rows: Rows, said: Said) -> Subject:
    order, chosen = said.public["order"], said.public["chosen"]
    for (id_,), row in rows.tables["need"].items():
        row["place"] = order.index(id_) + 1 if id_ in order else None
        row["chosen"] = id_ == chosen
    row = rows.row("need_ranking", said.public["ranking"])
    row.update(
        state=RankingState.DONE, reason=said.private["reason"], answers=said.private["answers"]
    )
    return str(said.public["ranking"])


def _resumed(rows: Rows, said: Said) -> Subject:
    for row in rows.tables["need"].values():
        row.update(place=None, chosen=False)
    rows.row("need_ranking", said.public["ranking"]).update(state=RankingState.OPEN, reason="")
    return str(said.public["ranking"])


NEEDS = Replay(
    handlers={
        "need.add": _added,
        "need.change": _changed,
        "need.withdraw": _withdrawn,
        "ranking.start": _started,
        "ranking.answer": _answered,
        "ranking.undo": _undone,
        "ranking.marks": _marked,
        "ranking.cancel": _given_up,
        "ranking.end": _ended,
        "ranking.resume": _resumed,
    },
    kept=(
        Kept(Need, N_("Need"), named="text"),
        Kept(NeedRanking, N_("Order of needs")),
    ),
)
