"""Money by kind, as people say it: from whom it came, and on what it went."""

from collections.abc import Mapping

from ubudehe.ledger.rules import accounts

Kinds = tuple[tuple[str, int], ...]
"""(word, minor units), in the order in which they are told; nothing that sums to zero."""

_SOURCES = {account: name for name, account in accounts.SOURCES.items()} | {
    accounts.EXCHANGE: "exchange"
}
_PURPOSES = {word: name for name, word in accounts.PURPOSES.items()}
_OTHER = {
    accounts.BANK_CHARGES: "charges",
    accounts.LOSS: "loss",
    accounts.GIVEN_BACK: "given_back",
}


def money_in(sums: Mapping[tuple[str, str], int], currency: str) -> Kinds:
    """Return from whom money came: a word of `SOURCES` or «exchange», in one currency."""
    return _ordered(
        [
            (_SOURCES[account], -amount)
            for (account, unit), amount in sums.items()
            if unit == currency and account in _SOURCES
        ],
        (*accounts.SOURCES, "exchange"),
    )


def money_out(sums: Mapping[tuple[str, str], int], currency: str) -> Kinds:
    """Return on what money went, in one currency.

    A word of `PURPOSES`, «charges», «loss» or «given_back».
    """
    return _ordered(
        [
            (_OTHER.get(account) or _PURPOSES[account.rsplit(":", 1)[1]], amount)
            for (account, unit), amount in sums.items()
            if unit == currency and accounts.is_money_out(account)
        ],
        (*accounts.PURPOSES, *_OTHER.values()),
    )


def _ordered(found: list[tuple[str, int]], order: tuple[str, ...]) -> Kinds:
    summed = {word: sum(amount for one, amount in found if one == word) for word in order}
    return tuple((word, amount) for word, amount in summed.items() if amount)
