"""The chart of accounts of a village fund, by the names that plain-text accounting uses.

Work and materials that people give are income and expense at once, on accounts of their own, so
that they never look like cash.
"""

BANK = "Assets:Bank:Main"
MOBILE_MONEY = "Assets:MobileMoney"
CASH = "Assets:Cash"
LIQUID = (BANK, MOBILE_MONEY, CASH)
"""Where money lies; none of these may end a day below zero."""

GRANT_UBUDEHE = "Income:Grants:Ubudehe"
GRANT_DONORS = "Income:Grants:Donors"
GRANT_DISTRICT = "Income:Grants:District"
CONTRIBUTIONS = "Income:Contributions:Cash"
IN_KIND_LABOUR = "Income:InKind:Labour"
BANK_CHARGES = "Expenses:Bank:Charges"

PLACES = {"bank": BANK, "mobile_money": MOBILE_MONEY, "cash": CASH}
"""How people name the places of money in a form."""

SOURCES = {
    "ubudehe": GRANT_UBUDEHE,
    "donor": GRANT_DONORS,
    "district": GRANT_DISTRICT,
    "contribution": CONTRIBUTIONS,
}
"""How people name where money comes from."""

PURPOSES = {
    "materials": "Materials",
    "paid_labour": "PaidLabour",
    "transport": "Transport",
    "equipment": "Equipment",
    "services": "Services",
}
"""How people name what money was spent on."""


def project_expense(project: str, purpose: str) -> str:
    """Return the account of one purpose of one project; KeyError for an unknown purpose."""
    return f"Expenses:Project:{project}:{PURPOSES[purpose]}"


def contributed_labour(project: str) -> str:
    """Return the account of the work that people gave to one project."""
    return f"Expenses:Project:{project}:Contributed:Labour"


def is_money_in(account: str) -> bool:
    """Tell whether an account is income in money."""
    return account.startswith("Income:") and not account.startswith("Income:InKind:")


def is_money_out(account: str) -> bool:
    """Tell whether an account is an expense in money."""
    return account.startswith("Expenses:") and ":Contributed:" not in account
