"""Statements of the bank, which the demo leaves out."""

from datetime import date
from uuid import UUID

from tests.acts.stage import VILLAGE, PlayBase
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.statements import actions
from ubudehe.ledger.statements.forms import (
    ExplainLineForm,
    PairLinesForm,
    PartLineForm,
    ReadLinesForm,
    TakeLinesBackForm,
    TypedLine,
)
from ubudehe.ledger.statements.moves import moves_between
from ubudehe.people.rules import Role


def play_statements(play: PlayBase) -> None:
    """Read a statement of May in, say what its lines are, say it anew, take the statement back."""
    first, last = date(2026, 5, 1), date(2026, 5, 31)
    bank = (accounts.BANK, "RWF")
    move = moves_between(play.session, VILLAGE, {bank}, first, last)[0]
    lines = [
        TypedLine(day=move.day, amount=move.amount, text=move.what),
        TypedLine(day=last, amount=-150, text="Ledger fee"),
    ]
    by = play.who(Role.TREASURER)
    read = ReadLinesForm(place="bank", month="2026-05", lines=lines)
    file = UUID(play.do(actions.read_lines, read, by))
    one, other = (actions.line_id(file, at) for at in (0, 1))
    play.do(actions.match_lines, PairLinesForm(pair={one: move.entry}), by)
    play.do(actions.explain_line, ExplainLineForm(line=other, why="charge"), by)
    play.do(actions.part_line, PartLineForm(line=one), by)
    back = TakeLinesBackForm(file=file, reason="Yari iy'undi mudugudu.")
    play.do(actions.take_lines_back, back, by)
