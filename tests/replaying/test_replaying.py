"""What `ubudehe check` finds, forgives and tells."""

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import Session, select

from tests.categories.test_appeals import filed
from tests.categories.test_data_requests import asked, protector
from tests.categories.test_round import HANDS, homes, posted
from tests.categories.test_slips import sheet
from tests.conftest import VILLAGE, World
from tests.record.logs import as_owner, sign
from ubudehe.checking import Replayer, check_everything
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.evidence.tables import Evidence
from ubudehe.record.check_results import keep_result, last_result
from ubudehe.record.queries import record_sizes
from ubudehe.record.replay_events import read_events
from ubudehe.record.replaying import Said

LATER_FIELDS = {
    "name": {"role.grant"},
    "phone": {"role.grant"},
    "from": {"role.end"},
    "pair": {"duplicate.decide"},
    "appeals_until": {"category.decide"},
    "filed": {"appeal.file"},
    "steps": {"appeal.hear", "appeal.decide"},
    "due": {"data.give", "data.request"},
    "number": {"data.answer", "data.decide", "data.erase"},
    "piles": {"ranking.group"},
    "marks": {"slip.issue"},
    "symbol": {"need.add", "need.change", "proposal.picture"},
    "photo_size": {"proposal.add", "proposal.revise", "proposal.merge", "proposal.picture"},
    "homes": {"vote.sign_in"},
    "what": {"promise.keep"},
    "photo": {"txn.propose", "evidence.add", "evidence.replace"},
    "witness": {"statement.add"},
}
"""Private fields that events of earlier versions lack."""


def everything(world: World) -> list[str]:
    services = world.services
    with services.database.read() as session:
        policy = services.publisher.policy()
        found = check_everything(session, services.country, services.heads, policy)
    return [f"{fault.log}: {fault.told('en')}" for fault in found.faults]


def changed(world: World, *statements: str) -> str:
    world.tampered = True
    with world.services.database.write() as session:
        as_owner(session, *statements)
    return "\n".join(everything(world))


def test_nothing_is_wrong_with_the_demo(world: World) -> None:
    assert everything(world) == []


def test_acts_of_earlier_versions_are_held_to_what_they_say(world: World) -> None:
    visitor, _ = posted(world)
    first = homes(visitor)[0]
    sheet(visitor, [first])
    visitor.done(filed(visitor, first), {**HANDS, "reason": "The assembly saw the house."})
    asked(visitor, first, "correction")
    with world.services.database.read() as session:
        replayer = Replayer(session, world.services.country)
        for log in record_sizes(session):
            read = read_events(session, log, world.services.country.zone, replayer.accounts)
            older = [_as_before(said) for said in read.events]
            assert [fault.told("en") for fault in replayer.faults_after(log, older)] == []


def _as_before(said: Said) -> Said:
    private = {
        name: value
        for name, value in said.private.items()
        if said.type not in LATER_FIELDS.get(name, ())
    }
    if said.type == "household.register":
        later = {"origin", "source_key", "twins"}
        whole: dict[str, Any] = private["household"]
        private["household"] = {k: v for k, v in whole.items() if k not in later}
    return replace(said, private=private)


_NEED = """
    INSERT INTO need (id, village, text, symbol, added_at, chosen, withdrawn) VALUES
    ('00000000000000000000000000000001', '22120308', 'A villa', '', '2026-01-01 00:00:00',
    false, false)"""
_ROLE = """
    INSERT INTO role_grant (id, account, role, place, since) SELECT
    '00000000000000000000000000000002', id, 'chair', '51010101', '2026-01-01'
    FROM account LIMIT 1"""


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE ledger_entry SET payee = 'Honest Ltd' WHERE number = 2", "Entry 2, a name"),
        ("DELETE FROM evidence", "Photo behind an entry receipt: the record has it"),
        ("UPDATE total SET value = value + 50000000 WHERE measure = 'money_in'", "Sum money_in"),
        ("UPDATE vote_option SET votes = votes + 40", "Project on a ballot"),
        ("UPDATE account SET key = 'z' || substr(key, 2)", "Act "),
        (_NEED, "Need A villa: it is there, but no act"),
        (_ROLE, "51010101: Role 51010101: it is there, but this place has no record"),
        ("DELETE FROM opening WHERE field = 'where'", "is missing, and no act took it away"),
        ("UPDATE book_month SET state = 'locked'", "Month 2026-"),
        ("UPDATE role_grant SET role = 'chair' WHERE role = 'facilitator'", "Role chair"),
    ],
)
def test_an_alteration_is_told_in_words(world: World, statement: str, said: str) -> None:
    assert said in changed(world, statement)


def test_a_leaf_that_is_no_event_is_a_line_and_no_crash(world: World) -> None:
    garbage = "x'ff00'" if world.services.database.url.startswith("sqlite") else "'\\xff00'"
    said = changed(
        world, f"UPDATE log_leaf SET entry = {garbage} WHERE log = '{VILLAGE}' AND idx = 7"
    )
    assert f"{VILLAGE}: Event 7 cannot be read." in said


@pytest.mark.both_engines
def test_what_was_erased_under_the_law_is_no_fault(world: World) -> None:
    visitor, _ = posted(world)
    home = homes(visitor)[0]
    path = filed(visitor, home)
    visitor.done(path, {**HANDS, "reason": "The assembly saw the house."})
    sheet(visitor, [home])
    request = asked(visitor, home, "erasure")
    protector(world).done(request, {"answer": "granted", "reason": "It moved abroad."})
    assert everything(world) == []
    sqlite = world.services.database.url.startswith("sqlite")
    id_ = home.replace("-", "") if sqlite else home
    back = f"UPDATE household_identity SET head = 'X' WHERE household = '{id_}'"
    assert "household_identity.head" in changed(world, back)


@pytest.mark.both_engines
def test_a_photo_removed_in_one_village_is_gone_in_all(world: World) -> None:
    with world.services.database.write() as session:
        here, there = (_photo(session, village) for village in (VILLAGE, "43060101"))
    with world.services.database.read() as session:
        replayer = Replayer(session, world.services.country)
        removal = replace(
            read_events(session, VILLAGE, world.services.country.zone, {}).events[-1],
            type="evidence.remove",
            log=VILLAGE,
            at="2026-06-15T08:00:00Z",
            public={"entry": str(here.entry), "h": there.sha256},
        )
        replayer.elsewhere = (removal,)
        found = [fault.params["where"] for fault in replayer.faults("43060101")]
    assert set(found) == {"evidence.gone", "evidence.gone_on"}


def _photo(session: Session, village: str) -> Evidence:
    query = select(Evidence).join(LedgerEntry).where(LedgerEntry.village == village)
    found = session.exec(query).first()
    assert found
    return found


@pytest.mark.both_engines
def test_the_last_result_is_kept_and_told_by_the_health_page(world: World) -> None:
    client, folder = world.client(), world.services.settings.data
    assert last_result(folder) is None
    keep_result(folder, world.clock.now, 12, 0)
    healthy = client.get("/healthz")
    assert healthy.status_code == 200
    assert healthy.json()["checked"] == {"at": "2026-06-15T08:00:00Z", "records": 12, "faults": 0}
    keep_result(folder, world.clock.now, 12, 3)
    ill = client.get("/healthz")
    assert (ill.status_code, ill.json()["status"]) == (503, "failing")
    (folder / "check.json").write_text("{", "utf-8")
    assert "checked" not in client.get("/healthz").json()


def test_a_record_that_does_not_continue_its_head_is_served_and_not_written(world: World) -> None:
    world.tampered = True
    heads = world.services.heads
    sign(world, VILLAGE)
    with world.services.database.read() as session:
        assert heads.continues(session, VILLAGE)
        size = record_sizes(session)[VILLAGE]
    with world.services.database.write() as session:
        as_owner(session, "UPDATE log_head SET size = size - 3 WHERE log = :v", v=VILLAGE)
    with world.services.database.read() as session:
        assert not heads.continues(session, VILLAGE)
        assert heads.continues(session, "43060101")
    health = world.client().get("/healthz")
    assert health.status_code == 503
    assert health.json()["records"] == [VILLAGE]
    visitor = world.signed_in("facilitator", VILLAGE)
    page = visitor.refused(f"/en/work/{VILLAGE}/projects/need", {"text": "A bridge"})
    assert "can only be read" in page
    assert world.client().get(f"/en/p/{VILLAGE}").status_code == 200
    with world.services.database.read() as session:
        assert record_sizes(session)[VILLAGE] == size - 3
        assert json.dumps(everything(world))
