"""What `ubudehe rank` tells of a file of judgements, for programs and for people."""

import json
from fractions import Fraction

from ubudehe.categories.ranking.rules.suggesting import Ranking


def as_json(ranking: Ranking[str]) -> str:
    """Return agreement, and each household's mean score, number of groups and flags."""
    alpha, w = ranking.alpha, ranking.w
    return json.dumps(
        {
            "alpha_ordinal": None if alpha is None else float(alpha),
            "kendall_w": None if w is None else float(w),
            "households": [
                {
                    "id": household,
                    "mean_score": None if one.mean is None else float(one.mean),
                    "n": one.judged,
                    "flags": list(one.flags),
                }
                for household, one in ranking.opinions().items()
            ],
        },
        ensure_ascii=False,
    )


def as_table(ranking: Ranking[str]) -> str:
    """Return the same as lines of text, for a terminal."""
    wide = max([len("household"), *map(len, ranking.households)])
    lines = [
        f"Krippendorff's alpha (ordinal): {_decimal(ranking.alpha, 4)}",
        f"Kendall's W (households all groups judged): {_decimal(ranking.w, 4)}",
        "",
        f"{'household':{wide}}  mean score   n  to talk about",
    ]
    for household, one in ranking.opinions().items():
        told = f"{household:{wide}}  {_decimal(one.mean, 1, '-'):>10}  {one.judged:>2}"
        lines.append(f"{told}  {'; '.join(one.flags)}".rstrip())
    return "\n".join(lines)


def _decimal(value: Fraction | None, places: int, missing: str = "not computable") -> str:
    return missing if value is None else f"{float(value):.{places}f}"
