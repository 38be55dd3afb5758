"""Whole numbers and percentages, by whole-number arithmetic."""

NO_BREAK = "\u00a0"


def format_number(n: int, lang: str) -> str:  # noqa: ARG001 - one form for all, asked like the rest
    """Return `n` with its digits in groups of three, the same in every language.

    CLDR groups by a full stop in Kinyarwanda and by a comma in English: each reads as a decimal
    sign to the other, so the groups are split by no-break blanks everywhere.
    """
    sign = "\u2212" if n < 0 else ""
    return sign + f"{abs(n):,}".replace(",", NO_BREAK)


def format_percent(part: int, whole: int, lang: str) -> str:
    """Return part of whole in full percent, halves up; French puts a blank before the sign.

    `whole` is more than nothing: ZeroDivisionError for 0.
    """
    percent = (200 * part + whole) // (2 * whole)
    return f"{format_number(percent, lang)}{NO_BREAK if lang == 'fr' else ''}%"
