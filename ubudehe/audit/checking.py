"""What the record says of words about flags, and of checked samples."""

from ubudehe.audit.findings.checking import FINDINGS
from ubudehe.audit.plans.checking import PLANS
from ubudehe.audit.tables import FlagWord, KeptSample
from ubudehe.language.messages import N_
from ubudehe.record.replaying import Kept, Replay, Rows, Said, Subject, together


def _word(rows: Rows, said: Said) -> Subject:
    told = said.public if "flag" in said.public else said.private["told"]
    rows.put(
        "flag_word",
        said.id,
        flag=told["flag"],
        rule=told["rule"],
        version=told["version"],
        bound=told["limit"],
        entries=told["entries"],
        about=told["about"],
        kind=said.public.get("outcome", "answer"),
        text=said.private["text"],
        account=said.account,
        said_at=said.at,
    )
    return said.id


def _sampled(rows: Rows, said: Said) -> Subject:
    names = ("draw", "method", "size", "drawn", "wrong", "level")
    rows.put(
        "audit_sample",
        said.id,
        **{name: said.public[name] for name in names},
        kept_by=said.account,
        kept_at=said.at,
        dropped_by=None,
        dropped_at=None,
        reason="",
    )
    return said.id


def _sample_dropped(rows: Rows, said: Said) -> Subject:
    sample = str(said.public["sample"])
    rows.row("audit_sample", sample).update(
        dropped_by=said.account, dropped_at=said.at, reason=said.private["text"]
    )
    return sample


FLAGS = Replay(
    handlers={
        "flag.answer": _word,
        "flag.settle": _word,
        "audit.sample": _sampled,
        "audit.drop_sample": _sample_dropped,
    },
    kept=(
        Kept(FlagWord, N_("Word on a flag"), named="rule"),
        Kept(KeptSample, N_("Checked sample"), named="draw"),
    ),
)
REPLAY = together([FLAGS, FINDINGS, PLANS])
