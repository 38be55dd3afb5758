"""When an answer changed last: by the last act of the records that it is read from.

Acts alone do not change an answer that also looks at what day it is: a term runs out, a flag
becomes public. Such an answer is no older than the day in the country.
"""

from datetime import UTC, datetime, time

from ubudehe.openbooks.api.asking import ApiAsk, Reads
from ubudehe.openbooks.api.models import ApiModel
from ubudehe.places.rules import ancestors, code_range
from ubudehe.record.queries import last_act
from ubudehe.record.rules.shapes import COUNTRY


def last_change(ask: ApiAsk, reads: Reads, answer: ApiModel) -> datetime | None:
    """Return from when on the answer to a question is as it is, at the latest (UTC).

    None where acts alone do not say it, or there is none at its place.
    """
    if reads is Reads.MORE:
        return None
    code = ask.code if "code" in ask.params else _place_of(answer)
    if reads is Reads.BESIDE:
        district = ask.country.length_of(ask.country.compared_at)
        code = code[:district] if len(code) > district else ""
    above = [*ancestors(code, ask.country), COUNTRY] if code else []
    found = last_act(ask.session, *code_range(code), above)
    if found is None:
        return None
    if ask.looked_at_the_day:
        found = max(found, datetime.combine(ask.today, time(), ask.country.zone))
    return min(found, ask.now).astimezone(UTC)


def _place_of(answer: ApiModel) -> str:
    """Return the code of the place that an answer tells about, empty for the whole country."""
    code = getattr(getattr(answer, "place", None), "code", COUNTRY)
    return "" if code == COUNTRY else str(code)
