"""What the record says of words about flags."""

from ubudehe.audit.findings.checking import FINDINGS
from ubudehe.audit.tables import FlagWord
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


FLAGS = Replay(
    handlers={"flag.answer": _word, "flag.settle": _word},
    kept=(Kept(FlagWord, N_("Word on a flag"), named="rule"),),
)
REPLAY = together([FLAGS, FINDINGS])
