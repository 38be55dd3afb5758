"""The stage of all tests: the real app over a real database.

A migrated database and one with the demo are made once per run and engine, and cloned for each
test. A test runs on SQLite; where an engine can break it (`both_engines`) on PostgreSQL as well.
"""

import gc
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from httpx2 import Response
from hypothesis import settings
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Session, select

from tests import engines
from tests.asked import (
    Noting,
    keep,
    keep_who_asked,
    never_asked,
    never_asking,
    note_who_asks,
)
from tests.client import Client
from tests.preparing import (
    Prepared,
    clone,
    hash_pins,
    once,
    opened,
    prepared_on_postgresql,
    prepared_on_sqlite,
)
from ubudehe.app import create_app
from ubudehe.checking import Replayer
from ubudehe.demo.demo import DemoSignIn
from ubudehe.people.signing import open_session
from ubudehe.people.tables import Account
from ubudehe.record.queries import record_sizes
from ubudehe.web.cookies import SESSION
from ubudehe.web.services import Services

os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", engines.roomy_place())
# A slow machine is no fault of the code; and what passes once passes again.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("exploring", deadline=None)
settings.load_profile("steady")

note_who_asks()
hash_pins(cheaply=True)

Typed = Mapping[str, object]
Files = Mapping[str, tuple[str, bytes, str]] | None
ENGINES = ("sqlite", "postgresql")
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.on_sqlite) for seed in (1, 2))]
"""Seeds of tests that try what chance does, one of them on both engines."""
LONG = (
    "tests/journeys",
    "tests/test_cli",
    "tests/test_packaging",
    "tests/simulation",
    "tests/replaying",
    "tests/acts",
    "tests/conformance",
    "tests/verifier/test_command",
    "tests/record/test_killed",
)
_BY_TWO = re.compile(
    "/(close|void|annul|override|amend|drop|grants/new|categories/cancel|categories/withdraw|compare|statement)$"
    "|/annul/ask$|/work/people/[0-9]*$|/projects/[0-9a-f-]*/(reopen|rebudget)$"
    "|/grants/[0-9a-f-]*/(withdraw|restore)$"
)
"""Pages on which the one who stands beside shows their PIN as well, if nothing else is typed."""
EACH = bool(os.environ.get("UBUDEHE_REPLAY_EACH"))
"""Whether the record is replayed at the end of every test; those that alter rows then fail."""
DEMO_NOW = datetime(2026, 6, 15, 8, tzinfo=UTC)
NOT_QUICK = (
    *LONG,
    "tests/households/test_open_documents",
    "tests/households/test_spreadsheets",
    "tests/moving",
    "tests/openbooks",
    "tests/places/test_other_country",
    "tests/projects/rules/test_counting",
    "tests/projects/rules/test_shown_votes",
    "tests/projects/test_secrecy",
    "tests/record/test_backup",
    "tests/record/test_forged_backups",
    "tests/record/test_papers",
    "tests/record/test_rolling_back",
    "tests/test_demo",
    "tests/test_simulate",
    "tests/test_walk",
    "tests/verifier/test_flipped",
    "tests/verifier/test_fuzz",
    "tests/web/test_addresses_fuzzed",
    "tests/web/test_forms",
    "tests/web/test_headers",
    "tests/web/test_replica",
)
VILLAGE, CELL, SECTOR, DISTRICT = "22120308", "221203", "2212", "22"
NEIGHBOUR = "43060101"


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime = DEMO_NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class World:
    """One test's own server."""

    services: Services
    clock: Clock
    sign_ins: list[DemoSignIn]
    clients: list[Client] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    """How large each record was at the start."""
    asked: set[str] = field(default_factory=set)
    """The paths that answered a GET."""
    tampered: bool = False
    """Whether the test changes rows behind the record's back, so that they need not fit it."""

    def client(self) -> Client:
        """Return a visitor without cookies."""
        app = Noting(create_app(self.services), self.asked)
        # To pack what is unpacked at once is slow.
        client = Client(app, headers={"accept-encoding": "identity"})
        client.__enter__()
        self.clients.append(client)
        return client

    def find(self, role: str, place: str) -> DemoSignIn:
        """Return who holds a role at a place in the demo."""
        return next(one for one in self.sign_ins if one.role == role and one.place == place)

    def _beside(self, role: str, place: str) -> DemoSignIn | None:
        """Return who stands beside somebody where two must agree."""
        others = [one for one in self.sign_ins if one.place == place and one.role != role]
        if role == "administrator":
            others = [one for one in self.sign_ins if one.role == role][1:]
        by_role = {one.role: one for one in others}
        return by_role.get("chair") or by_role.get("facilitator") or by_role.get("administrator")

    def signed_in(self, role: str, place: str) -> "Visitor":
        """Return a visitor who has signed in; how one does that is tested in `people`."""
        visitor = Visitor(self.client(), self._beside(role, place))
        phone = self.find(role, place).phone
        with self.services.database.write() as session:
            account = session.exec(select(Account).where(Account.phone == phone)).one()
            token = open_session(session, account, self.clock.now)
        visitor.client.cookies.set(SESSION, token, domain="localhost.local")
        return visitor


class Visitor:
    """Somebody with a browser: gets pages, fills in forms with what they hold already."""

    def __init__(self, client: Client, beside: DemoSignIn | None = None) -> None:
        self.client = client
        self.beside = beside

    def get(self, path: str) -> str:
        """Return a page that must be there."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:2000])
        return answer.text

    def fields(self, path: str) -> dict[str, str]:
        """Return the hidden fields of the last form on a page."""
        return hidden_fields(self.get(path))

    def send(self, path: str, typed: Typed, files: Files = None) -> Response:
        """Fill in the form on a page and send it; return the answer."""
        page, second = self.get(path), {}
        if self.beside and _BY_TWO.search(path) and "second_phone" in page:
            second = {"second_phone": self.beside.phone, "second_pin": self.beside.pin}
        return self.client.post(path, data={**hidden_fields(page), **second, **typed}, files=files)

    def done(self, path: str, typed: Typed, files: Files = None) -> str:
        """Send a form that must be accepted; return where it leads."""
        answer = self.send(path, typed, files)
        assert answer.status_code == 303, (path, answer.status_code, _problems(answer.text))
        return str(answer.headers["location"])

    def refused(self, path: str, typed: Typed, files: Files = None) -> str:
        """Send a form that must be refused with a message; return the page."""
        answer = self.send(path, typed, files)
        assert 400 <= answer.status_code < 500, (path, answer.status_code, answer.text[:500])
        assert 'role="alert"' in answer.text
        nowhere = [
            field
            for field in re.findall(r'href="#([fe]-[^"]+)"', answer.text)
            if f'id="{field}"' not in answer.text
        ]
        assert not nowhere, ("the summary links to what is not on the page", nowhere)
        return str(answer.text)


def hidden_fields(page: str) -> dict[str, str]:
    """Return the hidden fields of the last form on a page."""
    form = page[page.rindex('<form method="post"') :]
    return dict(re.findall(r'<input\s+type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', form))


def typed_fields(page: str) -> dict[str, str]:
    """Return what stands in the fields of a page into which people type a line, by name."""
    tags = re.findall(r"<input\b[^>]*>", page)
    found = [dict(re.findall(r'\b(id|name|type|value)="([^"]*)"', tag)) for tag in tags]
    lines = (one for one in found if one.get("type") in ("text", "tel") and "id" in one)
    return {one["name"]: one.get("value", "") for one in lines}


def _problems(page: str) -> list[str]:
    return re.findall(r'class="(?:wrong|bad)"[^>]*>(.*?)</', page, re.DOTALL)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--every-engine", action="store_true", help="run each test with a database on both engines"
    )
    parser.addoption(
        "--quick", action="store_true", help="leave out PostgreSQL, browsers and whatever is long"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let a test with a database run on SQLite, and where an engine can break it on both."""
    if "prepared" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("both_engines")
        asked = metafunc.config.option
        wanted = ENGINES if (both or asked.every_engine) and not asked.quick else ENGINES[:1]
        if metafunc.definition.get_closest_marker("on_postgresql"):
            wanted = ENGINES[1:]
        metafunc.parametrize("prepared", wanted, indirect=True, scope="session")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Run one process more than there are cores: often one waits for a browser or a server."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)  # before pytest removes the folder
def pytest_sessionfinish(session: pytest.Session) -> None:
    """End the server that the run's processes share, once all tests are done."""
    gc.freeze()  # so that pytest, which looks five times for what nobody holds, is soon done
    config = session.config
    factory: pytest.TempPathFactory = config._tmp_path_factory  # type: ignore[attr-defined]
    folder = _folder_of_run(config, factory)
    asked = folder / "asked"
    keep_who_asked(asked)
    if hasattr(config, "workerinput"):
        return
    engines.stop_for_run(folder / "postgresql")
    chosen = config.option.quick or config.option.keyword or config.option.markexpr
    all_of_them = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not chosen
    if all_of_them and not session.exitstatus:
        missing = {
            f"Addresses that no test asks on {one}": never_asked(asked, one) for one in ENGINES
        }
        missing["Functions that no test lets ask PostgreSQL"] = never_asking(asked)
        for what, found in missing.items():
            if found:
                print(f"\n{what}:", *found, sep="\n  ")
                session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what stays till the end: a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let what takes long begin first, so that the processes end together, or leave it out."""
    if config.option.quick:
        items[:] = _quick(items)
    if not config.option.every_engine:
        items[:] = [item for item in items if not _one_case_is_enough(item)]
    items[:] = _in_turn(items, getattr(config, "workerinput", {}).get("workercount", 1))


def _in_turn(items: list[pytest.Item], processes: int) -> list[pytest.Item]:
    """Return the tests so that the first process, of as many, begins with what takes long.

    Each is given a part of them in this order. The others begin with what needs no database: until
    the first has made it, they would wait.
    """
    long = [item for item in items if item.nodeid.startswith(LONG)]
    rest = [item for item in items if not item.nodeid.startswith(LONG)]
    pure = [item for item in rest if not _is_stored(item)]
    stored = [item for item in rest if _is_stored(item)]
    share = max(len(items) // processes - len(long), 0)
    ordered, stored = [*long, *stored[:share]], stored[share:]
    for others in range(processes - 1, 0, -1):
        ordered += pure[: len(pure) // others] + stored[: len(stored) // others]
        pure, stored = pure[len(pure) // others :], stored[len(stored) // others :]
    return [*ordered, *pure, *stored]


def _one_case_is_enough(item: pytest.Item) -> bool:
    """Tell whether a test on PostgreSQL is a further case of what another case shows there."""
    given = getattr(item, "callspec", None)
    on_server = given is not None and given.params.get("prepared") == "postgresql"
    return on_server and item.get_closest_marker("on_sqlite") is not None


def _is_stored(item: pytest.Item) -> bool:
    return "prepared" in getattr(item, "fixturenames", ())


def _quick(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the tests without a database, and the first with one of each folder."""
    kept: list[pytest.Item] = []
    begun: set[Path] = set()
    for item in items:
        stored = _is_stored(item)
        if item.nodeid.startswith(NOT_QUICK) or (stored and item.path.parent in begun):
            continue
        if stored:
            begun.add(item.path.parent)
        kept.append(item)
    return kept


@pytest.fixture(scope="session")
def folder_of_run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all processes of this run share."""
    return _folder_of_run(request.config, tmp_path_factory)


@pytest.fixture(scope="session")
def prepared(request: pytest.FixtureRequest, folder_of_run: Path) -> Prepared:
    """Return the databases that tests clone."""
    on_sqlite = once(folder_of_run / "sqlite", prepared_on_sqlite)
    if request.param == "sqlite":
        return on_sqlite
    return once(folder_of_run / "postgresql", lambda home: prepared_on_postgresql(home, on_sqlite))


def _folder_of_run(config: pytest.Config, factory: pytest.TempPathFactory) -> Path:
    base = factory.getbasetemp()
    return base.parent if hasattr(config, "workerinput") else base


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(
    request: pytest.FixtureRequest, prepared: Prepared, tmp_path: Path, clock: Clock
) -> Iterator[World]:
    """A server with the demo in it."""
    yield from _world(request, prepared, prepared.played, tmp_path, clock)


@pytest.fixture
def empty_world(
    request: pytest.FixtureRequest, prepared: Prepared, tmp_path: Path, clock: Clock
) -> Iterator[World]:
    """A server with places and nobody in it."""
    home = tmp_path / "empty"  # a test may have both
    home.mkdir()
    yield from _world(request, prepared, prepared.blank, home, clock)


def _world(
    request: pytest.FixtureRequest, prepared: Prepared, source: str, home: Path, clock: Clock
) -> Iterator[World]:
    url = clone(source, prepared.cluster, home / "own.sqlite")
    services = replace(opened(url, home), clock=clock)
    if source == prepared.played and prepared.blobs.exists():
        # A kept file is never written to: the same one may stand in many folders.
        shutil.copytree(prepared.blobs, home / "blobs", copy_function=os.link, dirs_exist_ok=True)
    world = World(services, clock, prepared.sign_ins)
    with services.database.read() as session:
        world.sizes = record_sizes(session)
    try:
        yield world
        if EACH and not world.tampered:
            faults = faults_of_grown(world)
            assert not faults, "\n".join(faults)
    finally:
        for client in world.clients:
            client.__exit__()
        for thread in threading.enumerate():
            if thread.name.startswith("import "):  # it may still be giving its connection back
                thread.join(60)
        if world.asked:
            folder: Path = request.getfixturevalue("folder_of_run")
            keep(
                folder / "asked", ENGINES[bool(prepared.cluster)], request.node.nodeid, world.asked
            )
        services.database.close()
        if prepared.cluster:
            engines.drop_database(url)


def _who(role: str, place: str) -> Callable[[World], Visitor]:
    """Return the fixture of somebody who has signed in at the beginning of the test."""

    @pytest.fixture(name=role)
    def someone(world: World) -> Visitor:
        return world.signed_in(role, place)

    return someone


facilitator = _who("facilitator", VILLAGE)
treasurer = _who("treasurer", VILLAGE)
chair = _who("chair", VILLAGE)
auditor = _who("auditor", VILLAGE)
cell_secretary = _who("cell_secretary", CELL)
sector_officer = _who("sector_officer", SECTOR)
district_officer = _who("district_officer", DISTRICT)
data_protection = _who("data_protection", DISTRICT)
administrator = _who("administrator", "")


@pytest.fixture
def neighbour(world: World) -> Visitor:
    """Return the facilitator of another village."""
    return world.signed_in("facilitator", NEIGHBOUR)


@pytest.fixture
def donor(world: World) -> Visitor:
    """Return who gave money, or anybody else without an account."""
    return Visitor(world.client())


def faults_of_grown(world: World) -> list[str]:
    """Return where rows of records that grew differ from what they say."""
    with world.services.database.read() as session:
        now = record_sizes(session)
        grown = [log for log, size in now.items() if world.sizes.get(log) != size]
        if not grown:
            return []
        replayer = Replayer(session, world.services.country)
        return [fault.told("en") for log in grown for fault in replayer.faults(log)]


@event.listens_for(Session, "do_orm_execute")
def _no_lock_in_a_reading(asked: ORMExecuteState) -> None:
    """Refuse on SQLite, too, what PostgreSQL refuses: to lock rows in a session that only reads."""
    locks = getattr(asked.statement, "_for_update_arg", None) is not None
    assert not (locks and asked.session.get_bind().get_execution_options().get("reading"))
