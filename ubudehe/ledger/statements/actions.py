"""Reading a statement in, and saying which entry each of its lines is, or why there is none."""

from collections import Counter
from uuid import UUID, uuid5

from sqlalchemy import and_, or_
from sqlmodel import col, delete, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.months import first_day, month_of
from ubudehe.ledger.rules.states import LineState
from ubudehe.ledger.statements.forms import (
    ExplainLineForm,
    PairLinesForm,
    PartLineForm,
    ReadLinesForm,
    TakeLinesBackForm,
    TypedLine,
)
from ubudehe.ledger.statements.moves import moves_on
from ubudehe.ledger.statements.tables import BankFile, BankLine
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.record.append import Event
from ubudehe.record.tables import Act, Opening


@act(
    "bank.read",
    Right.PROPOSE_MONEY,
    said=N_("The statement is read. Say of each line which entry it is."),
    corrected_by=("bank.take_back",),
    offline=Offline.STATE,
)
def read_lines(desk: Desk, form: ReadLinesForm) -> Event:
    """Keep the lines of a statement; those that are here already come in no second time."""
    if first_day(form.month) > desk.today:
        raise Refusal(N_("This day is still to come."), "month")
    if any(month_of(line.day) != form.month for line in form.lines):
        raise Refusal(N_("Lines of another month do not belong here."), "file")
    own = form.place in accounts.PLACES
    currency = desk.country.currency if own else form.place
    fresh = _fresh(desk, form, currency)
    if not fresh:
        raise Refusal(N_("Every line of this file is here already. Nothing was added."), "file")
    file = BankFile(
        id=desk.act_id,
        village=desk.place,
        month=form.month,
        account=form.account,
        currency=currency,
        line_count=len(fresh),
        read_by=desk.person.account,
        read_at=desk.now,
    )
    desk.session.add(file)
    desk.session.flush()
    desk.session.add_all(
        BankLine(
            id=line_id(desk.act_id, position),
            file=desk.act_id,
            position=position,
            village=desk.place,
            month=form.month,
            account=form.account,
            currency=currency,
            **line.model_dump(),
        )
        for position, line in enumerate(fresh)
    )
    told = [[one.day.isoformat(), one.amount, one.balance, one.text] for one in fresh]
    return Event(
        public={},
        private={
            "month": form.month,
            "count": len(fresh),
            "account": form.account,
            "currency": currency,
            "lines": told,
        },
        subject=str(desk.act_id),
    )


@act(
    "bank.take_back",
    Right.PROPOSE_MONEY,
    said=N_("The statement is taken back, and what was said of its lines with it."),
    corrected_by=("bank.read",),
    offline=Offline.STATE,
)
def take_lines_back(desk: Desk, form: TakeLinesBackForm) -> Event:
    """Take a statement back: its lines go, with their texts and remarks; their entries are free."""
    file = desk.session.get(BankFile, form.file, with_for_update=True)
    if file is None or file.village != desk.place:
        raise NotFound(N_("There is no such page."))
    if file.taken_back_at is not None:
        raise Refusal(N_("This statement was taken back already."))
    file.taken_back_by, file.taken_back_at = desk.person.account, desk.now
    file.reason = form.reason
    desk.session.execute(delete(BankLine).where(col(BankLine.file) == file.id))
    _erase_words(desk, file)
    return Event(private={"file": str(file.id), "reason": form.reason}, subject=str(file.id))


@act(
    "bank.match",
    Right.PROPOSE_MONEY,
    said=N_("It is written down which entries these lines are."),
    corrected_by=("bank.part",),
    offline=Offline.STATE,
)
def match_lines(desk: Desk, form: PairLinesForm) -> Event:
    """Say which entry each of some lines is: of the same account and of exactly its amount."""
    if not form.pair:
        raise Refusal(N_("Choose at least one line."))
    if len(set(form.pair.values())) < len(form.pair):
        raise Refusal(N_("Two lines cannot be the same entry."))
    found = {line: _open_line(desk, line) for line in form.pair}
    moved = moves_on(desk.session, desk.place, form.pair.values())
    for id_, line in found.items():
        entry = form.pair[id_]
        if moved.get((entry, line.account, line.currency)) != line.amount:
            raise Refusal(N_("This entry moved another amount, or nothing of this account."))
        _check_free(desk, line, entry)
    for id_, line in found.items():
        line.entry = form.pair[id_]
        _settle(desk, line, LineState.MATCHED)
    desk.session.flush()
    return Event(
        private={"pairs": sorted([str(line), str(entry)] for line, entry in form.pair.items())},
    )


@act(
    "bank.explain",
    Right.PROPOSE_MONEY,
    said=N_("It is written down why this line has no entry."),
    corrected_by=("bank.part",),
    offline=Offline.STATE,
)
def explain_line(desk: Desk, form: ExplainLineForm) -> Event:
    """Say why a line has no entry in the books."""
    line = _open_line(desk, form.line)
    if form.why == "other" and not form.remark:
        raise Refusal(N_("Write down why."), "remark")
    line.why, line.remark = form.why, form.remark or ""
    _settle(desk, line, LineState.EXPLAINED)
    return Event(
        public={},
        private={"line": str(line.id), "why": form.why}
        | ({"remark": form.remark} if form.remark else {}),
        subject=str(line.id),
    )


@act(
    "bank.part",
    Right.PROPOSE_MONEY,
    said=N_("The line is open again."),
    corrected_by=("bank.match", "bank.explain"),
    offline=Offline.STATE,
)
def part_line(desk: Desk, form: PartLineForm) -> Event:
    """Take back what was said of a line: which entry it is, or why there is none."""
    line = _line(desk, form.line)
    if line.state == LineState.OPEN:
        raise Refusal(N_("Nothing is said of this line any more."))
    line.state, line.entry, line.why, line.remark = LineState.OPEN, None, "", ""
    line.settled_by = line.settled_at = None
    return Event(public={}, private={"line": str(line.id)}, subject=str(line.id))


def line_id(file: UUID, position: int) -> UUID:
    """Return the id of a line of a file, by its place among its lines."""
    return uuid5(file, f"line {position}")


def _fresh(desk: Desk, form: ReadLinesForm, currency: str) -> list[TypedLine]:
    """Return the lines that are not here yet; of equal ones, as many as are more than before."""
    here = Counter(
        (one.day, one.amount, one.balance, one.text)
        for one in desk.session.exec(
            select(BankLine).where(
                BankLine.village == desk.place,
                BankLine.month == form.month,
                BankLine.account == form.account,
                BankLine.currency == currency,
            )
        )
    )
    fresh = []
    for line in form.lines:
        key = line.day, line.amount, line.balance, line.text
        if here[key]:
            here[key] -= 1
        else:
            fresh.append(line)
    return fresh


def _erase_words(desk: Desk, file: BankFile) -> None:
    """Erase what a file said, and what people remarked about its lines: both may name people."""
    lines = [str(line_id(file.id, position)) for position in range(file.line_count)]
    remarked = select(Act.id).where(
        Act.log == desk.place, Act.type == "bank.explain", col(Act.subject).in_(lines)
    )
    said = and_(col(Opening.act) == file.id, col(Opening.field) == "lines")
    about = and_(col(Opening.act).in_(remarked), col(Opening.field) == "remark")
    desk.session.execute(delete(Opening).where(col(Opening.log) == desk.place, or_(said, about)))


def _line(desk: Desk, id_: UUID) -> BankLine:
    line = desk.session.get(BankLine, id_, with_for_update=True)
    if line is None or line.village != desk.place:
        raise NotFound(N_("There is no such page."))
    return line


def _open_line(desk: Desk, id_: UUID) -> BankLine:
    line = _line(desk, id_)
    if line.state != LineState.OPEN:
        raise Refusal(N_("Somebody said already what this line is. Look at it again."))
    return line


def _settle(desk: Desk, line: BankLine, state: LineState) -> None:
    line.state, line.settled_by, line.settled_at = state, desk.person.account, desk.now


def _check_free(desk: Desk, line: BankLine, entry: UUID) -> None:
    taken = select(BankLine.id).where(
        BankLine.village == line.village,
        BankLine.account == line.account,
        BankLine.currency == line.currency,
        BankLine.entry == entry,
    )
    if desk.session.exec(taken).first() is not None:
        raise Refusal(N_("This entry is another line already. Look at it again."))
