"""What the record says of findings and sign-offs."""

from collections.abc import Callable

from ubudehe.audit.findings.tables import Finding, FindingStep, SignOff
from ubudehe.audit.rules.finding import FindingState
from ubudehe.language.messages import N_
from ubudehe.record.replaying import Kept, Replay, Rows, Said, Subject


def _raised(rows: Rows, said: Said) -> Subject:
    public = said.public
    rows.put(
        "finding",
        said.id,
        about=public["about"],
        subject=public["subject"],
        addressee=public["to"],
        level=public["level"],
        due=public["due"],
        state=FindingState.OPEN,
        raised_by=said.account,
    )
    return _step(rows, said, said.id, "raise")


def _moved(kind: str, state: FindingState | None) -> Callable[[Rows, Said], Subject]:
    """Return what a step makes of a finding; without a state it stays as it is."""

    def step(rows: Rows, said: Said) -> Subject:
        finding = str(said.public["finding"])
        told = {name: said.public[name] for name in ("level", "due") if name in said.public}
        rows.row("finding", finding).update(told | ({"state": state} if state else {}))
        return _step(rows, said, finding, kind)

    return step


def _step(rows: Rows, said: Said, finding: str, kind: str) -> Subject:
    rows.put(
        "finding_step",
        said.id,
        finding=finding,
        kind=kind,
        level=said.public.get("level", ""),
        due=said.public.get("due"),
        outcome=said.public.get("outcome", ""),
        text=said.private["text"],
        account=said.account,
        at=said.at,
    )
    return finding


def _signed_off(rows: Rows, said: Said) -> Subject:
    rows.put(
        "audit_sign_off",
        said.id,
        first=said.public["from"],
        last=said.public["until"],
        level=said.public["level"],
        open=said.public["open"],
        text=said.private["text"],
        signed_by=said.account,
        signed_at=said.at,
        taken_back_by=None,
        taken_back_at=None,
        reason="",
    )
    return said.id


def _taken_back(rows: Rows, said: Said) -> Subject:
    sign_off = str(said.public["sign_off"])
    rows.row("audit_sign_off", sign_off).update(
        taken_back_by=said.account, taken_back_at=said.at, reason=said.private["text"]
    )
    return sign_off


FINDINGS = Replay(
    handlers={
        "finding.raise": _raised,
        "finding.answer": _moved("answer", FindingState.ANSWERED),
        "finding.remedy": _moved("remedy", FindingState.REMEDY),
        "finding.close": _moved("close", FindingState.CLOSED),
        "finding.escalate": _moved("escalate", None),
        "finding.withdraw": _moved("withdraw", FindingState.WITHDRAWN),
        "finding.reopen": _moved("reopen", FindingState.OPEN),
        "audit.sign_off": _signed_off,
        "audit.take_back": _taken_back,
    },
    kept=(
        Kept(Finding, N_("Finding"), named="about"),
        Kept(FindingStep, N_("Step of a finding"), named="kind"),
        Kept(SignOff, N_("Sign-off of an audit"), named="first"),
    ),
)
