"""Budgets of projects that a meeting changed: old beside new."""
