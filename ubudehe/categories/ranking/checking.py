"""What the record says of groups that rank, and of what they said."""

from typing import Any

from ubudehe.categories.ranking.tables import Comparison, Judgement, RankingGroup
from ubudehe.language.messages import N_
from ubudehe.record.replaying import Kept, Replay, Rows, Said, Subject


def _added(rows: Rows, said: Said) -> Subject:
    method = said.public["method"]
    row = rows.put(
        "ranking_group",
        said.id,
        round=said.public["round"],
        kind=said.public["kind"],
        name=said.private["name"],
        method=method,
        done=False,
    )
    if method != "piles":
        row["piles"] = 0
    elif "piles" in said.private:
        row["piles"] = said.private["piles"]
    return said.id


def _judged(rows: Rows, said: Said) -> Subject:
    group = said.public["group"]
    if rows.row("ranking_group", group).get("method") == "order":
        rows.drop_under("ranking_judgement", group)
        _count_piles(rows, said)
    return _write(rows, said)


def _finished(rows: Rows, said: Said) -> Subject:
    row = rows.row("ranking_group", said.public["group"])
    row["done"] = True
    if row.get("method") == "pairs":
        _count_piles(rows, said)
    return _write(rows, said)


def _reopened(rows: Rows, said: Said) -> Subject:
    group = said.public["group"]
    row = rows.row("ranking_group", group)
    row["done"] = False
    if row.get("method") == "pairs":
        row["piles"] = 0
        for key, judged in rows.under("ranking_judgement", group):
            if judged["pile"] is not None:
                rows.drop("ranking_judgement", *key)
    return str(group)


def _dropped(rows: Rows, said: Said) -> Subject:
    group = said.public["group"]
    rows.drop("ranking_group", group)
    for table in ("ranking_judgement", "ranking_comparison"):
        rows.drop_under(table, group)
    return str(group)


def _count_piles(rows: Rows, said: Said) -> None:
    row = rows.row("ranking_group", said.public["group"])
    if any(name.startswith("judged") for name in said.gone):
        row.pop("piles", None)  # the household that came last may be the one that is erased
    else:
        row["piles"] = max((one["pile"] for one in said.numbered("judged")), default=0)


def _write(rows: Rows, said: Said) -> Subject:
    group = said.public["group"]
    for one in said.numbered("judged"):
        rows.put("ranking_judgement", group, one["household"], pile=one["pile"])
    return str(group)


def _compared(rows: Rows, said: Said) -> Subject:
    group, answers = said.public["group"], said.numbered("answer")
    left_out = {one["first"] for one in answers if one["answer"] == "?"}
    for one in answers:
        if one["first"] not in left_out:
            _compare(rows, group, one)
    for household in left_out:
        rows.put("ranking_judgement", group, household, pile=None)
    return str(group)


def _compare(rows: Rows, group: str, one: dict[str, Any]) -> None:
    first, second, answer = one["first"], one["second"], one["answer"]
    for pair in ((first, second), (second, first)):
        rows.drop("ranking_comparison", group, *pair)
    better, worse = (second, first) if answer == "second" else (first, second)
    rows.put("ranking_comparison", group, better, worse, equal=answer == "equal")


RANKING = Replay(
    handlers={
        "ranking.group": _added,
        "ranking.judge": _judged,
        "ranking.compare": _compared,
        "ranking.finish": _finished,
        "ranking.reopen": _reopened,
        "ranking.drop": _dropped,
    },
    kept=(
        Kept(RankingGroup, N_("Group that ranks"), named="kind"),
        Kept(
            Judgement,
            N_("What a group said of a household"),
            ("group", "household"),
            owner=(RankingGroup, "group"),
        ),
        Kept(
            Comparison,
            N_("What a group said of two households"),
            ("group", "better", "worse"),
            owner=(RankingGroup, "group"),
        ),
    ),
)
