"""A household's file as data: what it may take with it (portability, Law 058/2021)."""

import json

from pydantic_core import to_jsonable_python

from ubudehe.categories.data_requests.queries import HouseholdFile


def as_json(file: HouseholdFile, lang: str) -> bytes:
    """Return everything that is kept about a household as JSON (UTF-8), categories in words."""
    home = file.household
    value = {
        "household": {
            "village": home.village,
            "number": home.number,
            "isibo": home.isibo,
            "head": home.head,
            "phone": home.phone,
            "members": home.members,
            "origin": home.origin,
            "answers": home.answers,
            "health": {"disability": home.disability, "illness": home.illness},
        },
        "basis": file.basis,
        "people": [
            {
                "name": one.name,
                "relation": one.relation,
                "sex": one.sex,
                "birth_year": one.birth_year,
                "gone": one.gone,
            }
            for one in file.people
        ],
        "own_questions": [
            {
                "title": one.title,
                "answered_at": one.at,
                "answers": [
                    {"question": question, "answer": answer} for question, answer in one.lines
                ],
            }
            for one in file.own
        ],
        "decisions": [
            {
                "scheme": file.schemes[one.round].names[lang],
                "category": file.schemes[one.round].name_of(one.category, lang),
                "decided_at": one.decided_at,
                "by_appeal": one.appeal is not None,
                "in_force": one.current,
                "for": one.votes_for,
                "against": one.votes_against,
                "abstained": one.abstained,
                "note": one.note,
                "answers_then": file.then[one.id].then if one.id in file.then else None,
            }
            for one in file.decisions
        ],
        "appeals": file.appeals,
        "events": file.events,
        "requests": file.requests,
        "opened_by": file.views,
    }
    return json.dumps(to_jsonable_python(value), ensure_ascii=False, indent=1).encode()
