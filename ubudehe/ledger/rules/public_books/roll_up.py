"""The sums of a level are the sums of its villages, bit for bit (I10)."""

from collections.abc import Mapping
from typing import Any

from ubudehe.record.rules.shapes import COUNTRY

FORMAT = "ubudehe-sums/v1"


def roll_up(code: str, villages: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the whole `sums` value of a level from its villages' parts, sorted by code."""
    balances: dict[str, dict[str, int]] = {}
    for village in villages:
        for currency, held in village["balances"].items():
            total = balances.setdefault(currency, {})
            for account, amount in held.items():
                total[account] = total.get(account, 0) + amount
    kept = {c: {a: n for a, n in held.items() if n} for c, held in balances.items()}
    return {
        "format": FORMAT,
        "code": code,
        "villages": sorted(villages, key=lambda one: str(one["village"])),
        "balances": {c: held for c, held in kept.items() if held},
        **{
            name: sum(village[name] for village in villages)
            for name in ("money_in", "money_out", "labour_days")
        },
    }


def differs(said: Mapping[str, Any]) -> bool:
    """Tell whether a published `sums` value is not the sum of its own villages."""
    try:
        villages = [dict(village) for village in said["villages"]]
        codes = [village["village"] for village in villages]
        again = roll_up(said["code"], villages)
        return (
            any(not _lies_in(code, said["code"]) for code in codes)
            or len(set(codes)) != len(codes)
            or dict(said) != again
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return True


def _lies_in(code: str, place: str) -> bool:
    return place == COUNTRY or code.startswith(place)
