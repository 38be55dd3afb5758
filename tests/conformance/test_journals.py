"""Our books as hledger, ledger and beancount read them: the same trial balance, to the franc."""

import csv
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import VILLAGE, World
from tests.ledger.books import EURO_CAME, EURO_CHANGED, posted
from ubudehe.ledger.entries.sums import posted_sums
from ubudehe.ledger.exports.books import AskedBooks, BookedEntry, ExportedBooks, Line, opening_of
from ubudehe.ledger.exports.journals import beancount_journal, hledger_journal
from ubudehe.ledger.exports.reading import books_of
from ubudehe.ledger.exports.sheets import csv_table
from ubudehe.ledger.rules import accounts
from ubudehe.record.rules.notes import Checkpoint

Trial = dict[tuple[str, str], Decimal]


def run(*command: str) -> str:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def by_hledger(file: Path) -> Trial:
    run("hledger", "-f", str(file), "check", "--strict")
    out = run("hledger", "-f", str(file), "bal", "--flat", "-N", "--layout", "bare", "-O", "csv")
    return {(a, c): Decimal(n) for a, c, n in csv.reader(out.splitlines()) if a != "account"}


def by_ledger(file: Path) -> Trial:
    form = "%(account)\n%(strip(display_total))\n"
    out = run("ledger", "-f", str(file), "bal", "--flat", "--no-total", "--balance-format", form)
    found: Trial = {}
    account = ""
    for line in out.splitlines():
        amount = re.fullmatch(r"\s*(-?[0-9.,]+) ([A-Z]{3})", line)
        if amount:
            found[account, amount[2]] = Decimal(amount[1])
        else:
            account = line.strip() or account
    return found


def by_beancount(file: Path) -> Trial:
    run("bean-check", str(file))
    out = run("/usr/bin/python3", "-c", _BEANCOUNT, str(file))
    rows = csv.reader(out.splitlines())
    return {(account, currency): Decimal(n) for account, currency, n in rows if Decimal(n)}


_BEANCOUNT = """
import collections, sys
from beancount import loader
from beancount.core.data import Transaction
entries, errors, _ = loader.load_file(sys.argv[1])
assert not errors, errors
sums = collections.Counter()
for entry in entries:
    if isinstance(entry, Transaction):
        for posting in entry.postings:
            sums[posting.account, posting.units.currency] += posting.units.number
for (account, currency), number in sums.items():
    print(f"{account},{currency},{number}")
"""


TOOLS: list[tuple[Callable[[ExportedBooks], str], Callable[[Path], Trial]]] = [
    (hledger_journal, by_hledger),
    (hledger_journal, by_ledger),
    (beancount_journal, by_beancount),
]
tools = pytest.mark.parametrize(("write", "read"), TOOLS, ids=["hledger", "ledger", "beancount"])


def trial_of(books: ExportedBooks) -> Trial:
    return {key: books.decimal(amount, key[1]) for key, amount in books.trial_balance().items()}


@tools
def test_the_trial_balance_of_a_village_is_the_same(
    world: World,
    tmp_path: Path,
    write: Callable[[ExportedBooks], str],
    read: Callable[[Path], Trial],
) -> None:
    odd = 'Gift; with (odd) "signs" | and * more'
    posted(world, {**EURO_CAME, "what": odd}, "foreign")
    posted(world, {**EURO_CHANGED, "what": "= At the bank"}, "exchanged")
    services = world.services
    with services.database.read() as session:
        books = books_of(session, VILLAGE, "origin", None, services.country)
    file = tmp_path / "books.journal"
    file.write_text(write(books), "utf-8")
    assert read(file) == trial_of(books)


@tools
@pytest.mark.parametrize(
    "part",
    [
        AskedBooks(date(2026, 2, 1), date(2026, 3, 31)),
        AskedBooks(until=date(2025, 12, 31)),
        AskedBooks(date(2026, 4, 1), size=200),
        AskedBooks(date(2030, 1, 1)),
        AskedBooks(until=date(2020, 1, 1)),
    ],
    ids=lambda part: part.name,
)
def test_a_part_of_the_days_balances_by_itself(
    world: World,
    tmp_path: Path,
    write: Callable[[ExportedBooks], str],
    read: Callable[[Path], Trial],
    part: AskedBooks,
) -> None:
    services = world.services
    with services.database.read() as session:
        books = books_of(session, VILLAGE, "origin", None, services.country, part)
        held = posted_sums(session, VILLAGE, until=part.until, size=part.size)
    file = tmp_path / "part.journal"
    file.write_text(write(books), "utf-8")
    assert read(file) == trial_of(books)
    assert books.money() == {key: n for key, n in held.items() if accounts.is_liquid(key[0])}
    assert all(not part.since or entry.day >= part.since for entry in books.entries)


odd = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)
names = st.sampled_from(
    [
        accounts.BANK,
        accounts.CASH,
        accounts.contributed_labour("P001"),
        accounts.project_expense("P017", "materials"),
        accounts.GRANT_DONORS,
        accounts.retention("P001"),
        accounts.EXCHANGE,
    ]
)


@st.composite
def random_books(draw: st.DrawFn) -> ExportedBooks:
    entries = []
    for number in range(1, draw(st.integers(1, 8)) + 1):
        lines = []
        for currency in draw(st.lists(st.sampled_from(["RWF", "EUR"]), min_size=1, unique=True)):
            amount = draw(st.integers(1, 10**12))
            first, second = draw(names), draw(names)
            lines += [Line(first, amount, currency, None), Line(second, -amount, currency, "G001")]
        entries.append(
            BookedEntry(
                number=number,
                day=date(2026, 1, 1 + number),
                kind="spend",
                what=draw(odd),
                payee=draw(st.none() | odd),
                project=None,
                reverses=number - 1 if number > 1 and draw(st.booleans()) else None,
                leaf=number,
                lines=tuple(lines),
                quantities=draw(st.sampled_from([(), (("LDAY", 12, 1500),)])),
            )
        )
    head = Checkpoint("localhost/v/1", 9, bytes(32))
    asked, opening = AskedBooks(), tuple[Line, ...]()
    if draw(st.booleans()):
        asked = AskedBooks(since=date(2026, 1, draw(st.integers(1, 2))), size=9)
        held = st.integers(-(10**12), 10**12)
        keys = st.tuples(names, st.sampled_from(["RWF", "EUR"]))
        opening = opening_of(draw(st.dictionaries(keys, held, max_size=4)))
    return ExportedBooks(
        "22120308", "localhost/v/1", "RWF", 0, head, tuple(entries), asked, opening
    )


@tools
@given(books=random_books())
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_books_with_odd_texts_come_out_the_same(
    tmp_path: Path,
    write: Callable[[ExportedBooks], str],
    read: Callable[[Path], Trial],
    books: ExportedBooks,
) -> None:
    file = tmp_path / "random.journal"
    file.write_text(write(books), "utf-8")
    assert read(file) == trial_of(books)


@given(random_books())
def test_no_text_in_the_table_is_a_formula(books: ExportedBooks) -> None:
    rows = list(csv.reader(csv_table(books).decode("utf-8-sig").splitlines()))
    for row in rows[1:]:
        for cell in (row[3], row[4]):
            assert not cell.startswith(("=", "+", "-", "@"))


def test_every_form_of_the_books_can_be_had(world: World) -> None:
    world.services.versions.refresh()
    client = world.client()
    for file in ("journal.hledger", "journal.beancount", "ledger.csv", "ledger.xlsx"):
        answer = client.get(f"/data/{VILLAGE}/{file}")
        assert answer.status_code == 200
        assert len(answer.content) > 1_000
    assert client.get(f"/data/{VILLAGE}/ledger.exe").status_code == 404
    assert client.get("/data/22/ledger.csv").status_code == 404
    assert client.get("/data/99999999/ledger.csv").status_code == 404


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("from=2026-13-01", "This is none: 2026-13-01"),
        ("to=20260131", "This is none: 20260131"),
        ("from=2026-W04-2", "This is none: 2026-W04-2"),
        ("from=2026-03-01&to=2026-02-01", "lies before the first"),
        ("as-of=yesterday", "This is neither: yesterday"),
        ("as-of=2030-01-01", "still to come"),
        ("as-of=999999999999999999999", "This is neither"),
        ("as-of=99999", "acts, and not yet 99999"),
        ("as-of=-1", "This is none"),
        ("as-of=%00", "This is neither"),
    ],
)
def test_a_part_that_cannot_be_had_is_told_in_words(world: World, query: str, said: str) -> None:
    asked = {"accept-language": "en"}
    answer = world.client().get(f"/data/{VILLAGE}/ledger.csv?{query}", headers=asked)
    assert answer.status_code == 400
    assert said in answer.text


def test_an_export_names_its_days_and_the_size_of_the_record(world: World) -> None:
    posted(world, EURO_CAME, "foreign")
    client = world.client()
    answer = client.get(
        f"/data/{VILLAGE}/ledger.csv?from=2026-02-01&to=2026-02-28&as-of=2026-03-05"
    )
    assert answer.status_code == 200, answer.text
    name = re.findall('filename="([^"]+)"', answer.headers["content-disposition"])[0]
    parts = re.fullmatch(rf"{VILLAGE}-ledger-from-2026-02-01-to-2026-02-28-at-([0-9]+)\.csv", name)
    assert parts is not None
    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    assert {row["record_size"] for row in rows} == {parts[1]}
    assert rows[0]["kind"] == "brought_forward"
    spent = next(row for row in rows if row["kind"] == "spend" and row["in_out"] == "out")
    assert spent["project"].startswith("P0")
    assert spent["approved_by"] == "chair"
    assert spent["posted_on"] >= spent["date"]
    journal = client.get(f"/data/{VILLAGE}/journal.hledger?as-of={parts[1]}").text
    assert f"; Checkpoint: {parts[1]} acts, root " in journal


@pytest.mark.both_engines
def test_the_sums_of_a_district_are_those_of_its_villages(world: World) -> None:
    client = world.client()
    whole = client.get("/v/22/sums").json()
    village = client.get(f"/v/{VILLAGE}/sums").json()
    assert whole["villages"] == village["villages"]
    for measure in ("money_in", "money_out", "labour_days"):
        assert whole[measure] == sum(one[measure] for one in whole["villages"])
    assert sum(whole["balances"]["RWF"].values()) == 0
    with world.services.database.read() as session:
        books = books_of(session, VILLAGE, "origin", None, world.services.country)
    told = {(account, "RWF"): n for account, n in village["balances"]["RWF"].items()}
    assert told == books.trial_balance()
