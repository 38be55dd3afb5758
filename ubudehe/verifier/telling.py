"""A verification in plain words, and as JSON for programs."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from ubudehe.language.messages import N_
from ubudehe.ledger.rules.public_books.books import BooksOutcome
from ubudehe.ledger.rules.public_books.faults import Fault
from ubudehe.verifier.report import Claim, Findings, LogReport, Report

Say = Callable[[str, Mapping[str, object]], str]
"""Returns a message in the reader's language, its places filled."""

FORMAT = "ubudehe-verification/v1"
_SHOWN = 20
"""Faults of one record in full; the number of all is always told."""

CANNOT = (
    N_("that an entry is true: people may write down what did not happen"),
    N_("that all money was entered: what was never written down is not here"),
    N_("that a receipt is genuine: only that its photo is still the same"),
)
"""What no record can prove."""


def as_text(report: Report, say: Say) -> str:
    """Return the whole report as lines for a person."""
    lines = [say(N_("Verified: %(source)s"), {"source": report.source})]
    for log in [*report.logs, *([report.national] if report.national else [])]:
        lines += ["", *_log(log, say)]
    if report.proved or report.warnings or report.faults:
        lines += ["", say(N_("All records together"), {}), *_findings(report, say)]
    lines += ["", say(N_("What nobody can prove from a record"), {})]
    lines += [f"  - {say(one, {})}" for one in CANNOT]
    number = sum(len(part.faults) + part.more_faults for part in report.parts)
    lines.append("")
    if number:
        lines.append(
            say(N_("RESULT: NOT GOOD. Things that are wrong: %(number)s."), {"number": number})
        )
    else:
        lines.append(say(N_("RESULT: good. Nothing is wrong with what could be checked."), {}))
    notes = list(dict.fromkeys(note for part in report.parts for note in part.notes))
    if notes:
        lines += ["", say(N_("Signed checkpoints that contradict each other. Keep them:"), {}), ""]
        lines += notes
    return "\n".join(lines)


def as_json(report: Report, say: Say) -> str:
    """Return the whole report as one JSON object."""
    value = {
        "format": FORMAT,
        "source": report.source,
        "good": report.is_good,
        **_plain(report, say),
        "logs": [_plain_log(log, say) for log in report.logs],
        "national": _plain_log(report.national, say) if report.national else None,
        "cannot_be_proved": [say(one, {}) for one in CANNOT],
    }
    return json.dumps(value, ensure_ascii=False)


def _log(log: LogReport, say: Say) -> list[str]:
    title = say(
        N_("%(origin)s: %(size)s entries"), {"origin": log.origin or log.code, "size": log.size}
    )
    lines = [title]
    if log.books is not None and log.books.posted:
        lines += _books(log.books, say)
    return lines + _findings(log, say)


def _books(books: BooksOutcome, say: Say) -> list[str]:
    lines = []
    for currency in books.balances.keys() | books.money_in.keys():
        flows = {
            "came": f"{books.money_in.get(currency, 0):,}",
            "went": f"{books.money_out.get(currency, 0):,}",
            "currency": currency,
        }
        text = N_("money in %(came)s, money out %(went)s (smallest units of %(currency)s)")
        lines.append("  " + say(text, flows))
    counts = {"posted": books.posted, "waiting": books.waiting, "days": books.labour_days}
    text = N_("entries posted: %(posted)s, waiting: %(waiting)s; labour days: %(days)s")
    return [*sorted(lines), "  " + say(text, counts)]


def _findings(found: Findings, say: Say) -> list[str]:
    lines = [f"  + {_told(one, say)}" for one in found.proved]
    lines += [f"  ? {_told(one, say)}" for one in found.warnings]
    lines += [f"  ! {_fault(one, say)}" for one in found.faults[:_SHOWN]]
    more = len(found.faults) - _SHOWN + found.more_faults
    if more > 0:
        lines.append("  ! " + say(N_("and %(number)s more"), {"number": more}))
    return lines


def _fault(one: Fault, say: Say) -> str:
    text = say(one.msgid, one.params)
    if one.index is None:
        return f"{text} [{one.rule}]"
    place = say(N_("entry %(index)s"), {"index": one.index})
    return f"{place}: {text} [{one.rule}]"


def _told(one: Claim, say: Say) -> str:
    return say(one.msgid, one.params)


def _plain(found: Findings, say: Say) -> dict[str, Any]:
    return {
        "proved": [_told(one, say) for one in found.proved],
        "warnings": [_told(one, say) for one in found.warnings],
        "faults": [
            {"index": one.index, "rule": one.rule, "text": say(one.msgid, one.params)}
            for one in found.faults
        ],
        "more_faults": found.more_faults,
        "contradicting_notes": found.notes,
    }


def _plain_log(log: LogReport, say: Say) -> dict[str, Any]:
    books = log.books
    return {
        "code": log.code,
        "origin": log.origin,
        "size": log.size,
        "root": log.root.hex(),
        **_plain(log, say),
        "books": None
        if books is None
        else {
            "balances": books.balances,
            "money_in": books.money_in,
            "money_out": books.money_out,
            "labour_days": books.labour_days,
            "posted": books.posted,
            "waiting": books.waiting,
            "refused": books.refused,
            "months_closed": books.months_closed,
        },
    }
