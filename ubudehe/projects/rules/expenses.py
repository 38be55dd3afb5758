"""What a project's money is spent on: the lines of its budget, and the kinds of its payments."""

from typing import Literal, get_args

Expense = Literal["materials", "paid_labour", "transport", "equipment", "services"]
EXPENSES: tuple[str, ...] = get_args(Expense)
