"""The chart of accounts of a village fund, by the names that plain-text accounting uses.

Work and materials that people give are income and expense at once, on accounts of their own, so
that they never look like cash.
"""

import re
from functools import lru_cache

from ubudehe.projects.rules.expenses import EXPENSES

BANK = "Assets:Bank:Main"
MOBILE_MONEY = "Assets:MobileMoney"
CASH = "Assets:Cash"
LIQUID = (BANK, MOBILE_MONEY, CASH)
"""Where money of the country lies; see `is_liquid`."""

ADVANCES = "Assets:Advances"
"""Money in somebody's hands, who still has to account for it."""

RETENTION = "Liabilities:Retention:"
"""What was kept back until the work proves good, one account below it for each project."""

OPENING = "Equity:Opening"
EXCHANGE = "Equity:Exchange"
"""Through which money of one currency becomes money of another: each currency stays balanced."""

GRANT_UBUDEHE = "Income:Grants:Ubudehe"
GRANT_DONORS = "Income:Grants:Donors"
GRANT_DISTRICT = "Income:Grants:District"
CONTRIBUTIONS = "Income:Contributions:Cash"
INTEREST = "Income:Interest"
OTHER_INCOME = "Income:Other"
IN_KIND_LABOUR = "Income:InKind:Labour"
IN_KIND_MATERIALS = "Income:InKind:Materials"
BANK_CHARGES = "Expenses:Bank:Charges"
LOSS = "Expenses:Loss"
GIVEN_BACK = "Expenses:GivenBack"
"""Money of a grant that went back to its giver: it came, and the grant holds it no more."""

PLACES = {"bank": BANK, "mobile_money": MOBILE_MONEY, "cash": CASH}
"""How people name the places of money in a form."""

GRANTS = {"ubudehe": GRANT_UBUDEHE, "donor": GRANT_DONORS, "district": GRANT_DISTRICT}
"""How people name who gives grants."""

SOURCES = {
    **GRANTS,
    "contribution": CONTRIBUTIONS,
    "interest": INTEREST,
    "other_income": OTHER_INCOME,
    "opening": OPENING,
}
"""How people name where money comes from."""

PURPOSES = {kind: kind.title().replace("_", "") for kind in EXPENSES}
"""How people name what money was spent on."""

_BANK_PREFIX = "Assets:Bank:"

_CODE = "[0-9A-Za-z-]+"
_PLAIN = (
    BANK,
    MOBILE_MONEY,
    CASH,
    ADVANCES,
    RETENTION + _CODE,
    OPENING,
    EXCHANGE,
    *GRANTS.values(),
    CONTRIBUTIONS,
    INTEREST,
    OTHER_INCOME,
    IN_KIND_LABOUR,
    IN_KIND_MATERIALS,
    BANK_CHARGES,
    LOSS,
    GIVEN_BACK,
    f"Expenses:(?:General|Project:{_CODE}):(?:{'|'.join(PURPOSES.values())})",
    f"Expenses:Project:{_CODE}:Contributed:(?:Labour|Materials)",
)
CHART = rf"(?:{'|'.join(_PLAIN)}) [A-Z]{{3}}|{_BANK_PREFIX}([A-Z]{{3}}) \1"
"""Every account there is, with a currency behind it, as a pattern that the page reads too: a
foreign bank account holds its own currency alone. A new account is a line above."""
_on_chart = re.compile(CHART).fullmatch

MONEY_LIES = f"(?:{_BANK_PREFIX}.*|{MOBILE_MONEY}|{CASH})"
MONEY_COMES = f"(?:Income:(?!InKind:).*|{OPENING}|{EXCHANGE})"
MONEY_GOES = "Expenses:(?!.*:Contributed:).*"
"""Accounts where money lies, from which it comes and to which it goes, as patterns of their names
that the page reads too."""
_lies, _comes, _goes = (
    re.compile(pattern).fullmatch for pattern in (MONEY_LIES, MONEY_COMES, MONEY_GOES)
)


def project_expense(project: str, purpose: str) -> str:
    """Return the account of one purpose of one project; KeyError for an unknown purpose."""
    return f"Expenses:Project:{project}:{PURPOSES[purpose]}"


def general_expense(purpose: str) -> str:
    """Return the account of one purpose of what belongs to no project; KeyError likewise."""
    return f"Expenses:General:{PURPOSES[purpose]}"


def contributed_labour(project: str) -> str:
    """Return the account of the work that people gave to one project."""
    return f"Expenses:Project:{project}:Contributed:Labour"


def contributed_materials(project: str) -> str:
    """Return the account of the materials that people gave to one project."""
    return f"Expenses:Project:{project}:Contributed:Materials"


REPAIRS = "-R"
"""Behind a project's code: what is spent on it after it was handed over, beside its own account."""


def is_repair(account: str) -> bool:
    """Tell whether an account is one of repairs after a project was handed over."""
    return (project_of(account) or "").endswith(REPAIRS)


def retention(project: str) -> str:
    """Return the account of what was kept back from those who work for one project."""
    return RETENTION + project


def foreign_bank(currency: str) -> str:
    """Return the bank account of one foreign currency."""
    return _BANK_PREFIX + currency


def project_of(account: str) -> str | None:
    """Return the code of the project that an expense account belongs to, or None."""
    parts = account.split(":")
    return parts[2] if len(parts) > 3 and parts[:2] == ["Expenses", "Project"] else None


@lru_cache(maxsize=4_096)
def is_on_chart(account: str, currency: str) -> bool:
    """Tell whether the books have this account for this currency."""
    return _on_chart(f"{account} {currency}") is not None


def is_foreign(account: str, currency: str) -> bool:
    """Tell whether an account holds money of another country."""
    return account == _BANK_PREFIX + currency


def is_liquid(account: str) -> bool:
    """Tell whether money lies there: such an account may not end a day below zero."""
    return _lies(account) is not None


def is_money_in(account: str) -> bool:
    """Tell whether a credit of this account is money that came, in the currency it came in."""
    return _comes(account) is not None


def is_money_out(account: str) -> bool:
    """Tell whether an account is an expense in money."""
    return _goes(account) is not None
