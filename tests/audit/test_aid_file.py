"""A giver's file is read for what was sent, and never more than is bounded."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ubudehe.audit.rules.aid_file import MOST_BYTES, AidSent, NotAnAidFile, read_aid_file

REAL = (Path(__file__).parents[1] / "data" / "aid" / "east_africa.xml").read_bytes()
NEW = b"""<?xml version="1.0"?><iati-activities version="2.03">
<iati-activity default-currency="RWF"><iati-identifier> XX-1
 </iati-identifier><reporting-org ref="XX"><narrative>Water for All</narrative></reporting-org>
<location ref="22120308"/>
<transaction><transaction-type code="2"/><value>9</value></transaction>
<transaction><transaction-type code="3"/><transaction-date iso-date="2026-05-01"/>
<value value-date="2026-05-02">150000.00</value>
<receiver-org receiver-activity-id="RW-22120308-G001"><narrative>Rugano</narrative></receiver-org>
</transaction></iati-activity></iati-activities>"""


def test_a_real_file_of_version_1_is_read() -> None:
    found = read_aid_file(REAL)
    assert [(one.day, one.value, one.currency) for one in found] == [
        ("2012-03-08", "136057", "GBP"),
        ("2012-09-25", "69397", "GBP"),
        ("2012-07-24", "136112", "GBP"),
        ("2013-01-03", "110219", "GBP"),
    ]
    assert {one.activities[0] for one in found} == {
        "GB-CHC-285908-192789",
        "GB-CHC-285908-198192",
    }


def test_a_file_of_version_2_is_read_with_its_narratives() -> None:
    assert read_aid_file(NEW) == (
        AidSent(
            activities=("XX-1", "RW-22120308-G001"),
            givers=("Water for All",),
            around=("22120308", "Rugano"),
            day="2026-05-01",
            value="150000.00",
            currency="RWF",
        ),
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"<html/>",
        NEW[:-5],
        b'<!DOCTYPE a [<!ENTITY b "c">]><iati-activities>&b;</iati-activities>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><iati-activities/>',
        b"<iati-activities>" + b"<a>" * 41,
        b'<?xml version="1.0" encoding="nothing"?><iati-activities/>',
    ],
)
def test_what_is_no_such_file_is_refused(content: bytes) -> None:
    with pytest.raises(NotAnAidFile, match="kind"):
        read_aid_file(content)


def test_so_many_names_of_one_thing_are_read_and_no_more() -> None:
    named = b"".join(b'<other-identifier ref="N%d"/>' % one for one in range(500))
    (sent,) = read_aid_file(NEW.replace(b"<reporting-org", named + b"<reporting-org", 1))
    assert len(sent.activities) == 1 + 20 + 1


def test_what_is_too_large_is_refused() -> None:
    with pytest.raises(NotAnAidFile, match="large"):
        read_aid_file(b" " * (MOST_BYTES + 1))
    many = b"<transaction/>" * 20_001
    with pytest.raises(NotAnAidFile, match="large"):
        read_aid_file(
            b"<iati-activities><iati-activity>" + many + b"</iati-activity></iati-activities>"
        )


@given(st.integers(0, len(NEW)), st.binary(max_size=8))
def test_a_damaged_file_is_read_or_refused(at: int, noise: bytes) -> None:
    try:
        found = read_aid_file(NEW[:at] + noise + NEW[at + len(noise) :])
    except NotAnAidFile:
        return
    assert len(found) <= 2
