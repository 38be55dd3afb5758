"""Accounting as pure functions: the chart of accounts, balanced postings, balances by day."""
