"""Statements as banks and operators give them, read into lines."""

from datetime import date
from typing import Any

import pytest

from ubudehe.language.manners import Manners
from ubudehe.language.refusals import Refusal
from ubudehe.ledger.statements.reading import read_statement

FRANCS = Manners("RWF", 0, "Frw", ("frw", "rwf"))
EUROS = Manners("EUR", 2, "EUR", ("eur",))

BANK = """Umudugudu wa Rugarama;;;;
Account 4003200441;;;;
Date;Value date;Narration;Debit;Credit;Balance
01/05/2026;01/05/2026;Balance brought forward;;;100,000.00
04/05/2026;05/05/2026;CHQ 14 QUINCAILLERIE;12,500.00;;87,500.00
06/05/2026;06/05/2026;Deposit district;;1,200,000/=;1,287,500.00
02/06/2026;02/06/2026;Ledger fee;500;;1,287,000.00
Total;;;13,000.00;1,200,000.00;
"""
MOMO = """Itariki,Ubusobanuro,Amafaranga,Asigaye
2026-05-09 18:04:11,MUKAMANA Odette,"-2,000",8000
2026-05-08 07:00:00,Yinjiye,"10 000 Frw",10000
"""
FRENCH = """Date opération\tLibellé\tMontant\tSens\tSolde
12 mai 2026\tVirement\t5.000\tCR\t5.000
13-May-26\tFrais\t(300)\tDR\t4.700
"""
SWAHILI = """Tarehe,Maelezo,Zilizoingia,Zilizotoka,Salio
5/14/2026,Mchango,700,,700
5/20/2026,Ada,,50,650
"""
EURO = "date,text,amount,balance\n31.05.2026,Gift,1 000.50 CR,1 000.50\n"


def read(text: str, manners: Manners = FRANCS) -> list[tuple[Any, ...]]:
    found = read_statement(text.encode(), "2026-05", manners)
    return [(line.day.day, line.amount, line.balance, line.text) for line in found.lines]


def test_two_columns_of_money_below_titles() -> None:
    assert read(BANK) == [
        (4, -12_500, 87_500, "CHQ 14 QUINCAILLERIE"),
        (6, 1_200_000, 1_287_500, "Deposit district"),
    ]
    found = read_statement(BANK.encode(), "2026-05", FRANCS)
    assert (found.elsewhere, found.aside) == (1, 2)


def test_signed_amounts_with_the_newest_line_first() -> None:
    assert read(MOMO) == [
        (8, 10_000, 10_000, "Yinjiye"),
        (9, -2_000, 8_000, "MUKAMANA Odette"),
    ]


def test_a_column_says_which_side() -> None:
    assert read(FRENCH) == [(12, 5_000, 5_000, "Virement"), (13, -300, 4_700, "Frais")]


def test_months_before_days_where_that_puts_them_into_the_month() -> None:
    assert [line[:2] for line in read(SWAHILI)] == [(14, 700), (20, -50)]


def test_a_currency_with_decimals() -> None:
    assert read(EURO, EUROS) == [(31, 100_050, 100_050, "Gift")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Choose the file"),
        ("name,house\nA,B\n", "No row of this file names"),
        ("date,amount\n2026-04-30,500\n", "of this month"),
        ("date,amount\n2026-05-30,5oo\n", "is not a clear amount"),
        ("date,amount,type\n2026-05-30,500,Rent\n", "neither that money came"),
        ("date,amount\n" + "2026-05-30,500\n" * 501, "too many"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, said: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read(text)
    assert said in refusal.value.msgid


def test_an_identity_number_never_comes_in() -> None:
    numbered = Manners("RWF", 0, "Frw", ("frw",), identity_starts="[123]", identity_born_at=2)
    text = "date,amount,text\n2026-05-30,500,1198070012345678\n2026-05-31,50,Ok\n"
    assert [line[3] for line in read(text, numbered)] == ["", "Ok"]


def test_days_of_every_year_are_days() -> None:
    text = "tarehe,kiasi\n31/12/26,1\n"
    assert read_statement(text.encode(), "2026-12", FRANCS).lines[0].day == date(2026, 12, 31)
