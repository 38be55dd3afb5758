"""What the record says of meetings: who was there, what was decided, the minutes."""

from ubudehe.assemblies.announcing.checking import REPLAY as ANNOUNCED
from ubudehe.assemblies.tables import Addendum, Assembly, AssemblyDecision
from ubudehe.language.messages import N_
from ubudehe.record.replaying import Kept, Replay, Rows, Said, Subject


def _opened(rows: Rows, said: Said) -> Subject:
    rows.put(
        "assembly",
        said.id,
        purpose=said.public["purpose"],
        held_on=said.public["date"],
        where=said.private["where"],
        opened_at=said.at,
        counted=False,
        women=0,
        men=0,
        young=0,
        households=0,
        registered=0,
        quorum_reached=False,
        minutes="",
        read_back=False,
        closed_at=None,
        cancelled="",
        announcement=said.public.get("announcement"),
        days_ahead=said.public.get("days"),
        days_asked=said.public.get("asked"),
    )
    return said.id


def _counted(rows: Rows, said: Said) -> Subject:
    meeting = said.public["assembly"]
    rows.row("assembly", meeting).update(
        **said.private["attendance"],
        quorum_reached=said.public["quorum"],
        counted=True,
        read_back=False,
    )
    return str(meeting)


def _decided(rows: Rows, said: Said) -> Subject:
    meeting = said.public["assembly"]
    numbers = rows.note("decisions of a meeting")
    numbers[meeting] = numbers.get(meeting, 0) + 1
    rows.put(
        "assembly_decision",
        said.id,
        assembly=meeting,
        number=numbers[meeting],
        outcome=said.public["outcome"],
        **{"lang": "", **said.private["decision"]},
    )
    rows.row("assembly", meeting)["read_back"] = False
    rows.add("decisions", 1)
    return said.id


def _read_back(rows: Rows, said: Said) -> Subject:
    meeting = said.public["assembly"]
    rows.row("assembly", meeting).update(minutes=said.private["minutes"]["text"], read_back=True)
    return str(meeting)


def _closed(rows: Rows, said: Said) -> Subject:
    meeting = said.public["assembly"]
    rows.row("assembly", meeting)["closed_at"] = said.at
    rows.add("assemblies", 1)
    return str(meeting)


def _cancelled(rows: Rows, said: Said) -> Subject:
    meeting = said.public["assembly"]
    rows.row("assembly", meeting).update(
        closed_at=said.at, cancelled=said.private["reason"], read_back=False
    )
    return str(meeting)


def _amended(rows: Rows, said: Said) -> Subject:
    rows.put(
        "assembly_addendum",
        said.id,
        assembly=said.public["amended"],
        agreed_in=said.public["assembly"],
        text=said.private["text"],
        written_at=said.at,
    )
    return str(said.public["amended"])


REPLAY = Replay(
    handlers={
        **ANNOUNCED.handlers,
        "assembly.open": _opened,
        "assembly.count": _counted,
        "assembly.decide": _decided,
        "assembly.read_back": _read_back,
        "assembly.close": _closed,
        "assembly.cancel": _cancelled,
        "assembly.amend": _amended,
    },
    kept=(
        *ANNOUNCED.kept,
        Kept(Assembly, N_("Meeting"), named="held_on"),
        Kept(
            Addendum,
            N_("Addendum to minutes"),
            owner=(Assembly, "assembly"),
            named="written_at",
        ),
        Kept(
            AssemblyDecision,
            N_("Decision of a meeting"),
            owner=(Assembly, "assembly"),
            named="number",
        ),
    ),
)
