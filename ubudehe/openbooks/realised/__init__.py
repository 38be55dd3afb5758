"""Planned beside realised: the budget lines of projects in a financial year, at every level."""
