"""OCDS 1.1: a release for each chosen project, with all payments that stand behind it.

Source: https://standard.open-contracting.org/1.1/ (schema 1.1.5). A village is its own contractor:
there is one contract, the project, and each payment is a transaction of it. Work and gifts are no
money and stand in OC4IDS. An ocid of the prefix `ocds-xxxxxx` is not registered.
"""

from collections.abc import Mapping
from typing import Any

from ubudehe.openbooks.rules.open_data.facts import (
    DataPublisher,
    Paid,
    ProjectFacts,
    VillageFacts,
    moment,
    start_of,
)

VERSION = "1.1"
Document = dict[str, Any]


def release(village: VillageFacts, project: ProjectFacts, publisher: DataPublisher) -> Document:
    """Return one project as a release; its id holds the size of the record that it was made from.

    Releases of one id say the same of money, whenever they are fetched.
    """
    cost = _value(village, project.planned)
    buyer = {"id": village.code, "name": village.full_name}
    tags = ["planning", "contract", *(["implementation"] if project.paid else [])]
    contract: Document = {
        "id": project.code,
        "awardID": project.code,
        "title": project.title,
        "status": "terminated" if project.closed_on else "active",
        "value": cost,
    }
    if project.paid:
        payees = payees_of(village, project)
        paid = [_paid(village, one, publisher, payees) for one in project.paid]
        contract["implementation"] = {"transactions": paid}
    award: Document = {"id": project.code, "title": project.title, "status": "active"}
    award |= {"value": cost}
    if project.chosen_on:
        award["date"] = start_of(project.chosen_on)
        contract["dateSigned"] = start_of(project.chosen_on)
    return {
        "ocid": f"ocds-{publisher.ocds}-{village.code}-{project.code}",
        "id": f"{village.code}-{project.code}-{village.size}",
        "date": moment(village.changed_at),
        "tag": tags,
        "initiationType": "tender",
        "language": village.language,
        "parties": [*_parties(village, project)],
        "buyer": buyer,
        "planning": {
            "rationale": project.plan[:2000] or project.title,
            "budget": {
                "id": project.code,
                "amount": cost,
                "project": project.title,
                "projectID": project.id,
                "uri": publisher.of(f"/{village.language}/projects/{project.id}"),
            },
        },
        "awards": [award],
        "contracts": [contract],
    }


def package(uri: str, publisher: DataPublisher, published: str) -> Document:
    """Return the package around releases, without them."""
    return {
        "uri": uri,
        "version": VERSION,
        "publishedDate": published,
        "publisher": {"name": publisher.name, "uri": publisher.address},
        "license": publisher.licence_url,
    }


def _parties(village: VillageFacts, project: ProjectFacts) -> list[Document]:
    buyer: Document = {
        "id": village.code,
        "name": village.full_name,
        "roles": ["buyer", "procuringEntity", "payer"],
        "address": {"locality": village.name, "countryName": village.country},
    }
    funders = [
        {"id": f"{village.code}-funder-{at}", "name": name, "roles": ["funder"]}
        for at, name in enumerate(project.funders, 1)
    ]
    payees = [
        {"id": id_, "name": name, "roles": ["supplier", "payee"]}
        for name, id_ in payees_of(village, project).items()
    ]
    return [buyer, *funders, *payees]


def payees_of(village: VillageFacts, project: ProjectFacts) -> Mapping[str, str]:
    """Return the ids of those whom a project paid and whose names are public, by name."""
    names = sorted({one.payee for one in project.paid if one.payee})
    return {name: f"{village.code}-{project.code}-payee-{at}" for at, name in enumerate(names, 1)}


def _paid(
    village: VillageFacts, one: Paid, publisher: DataPublisher, payees: Mapping[str, str]
) -> Document:
    said: Document = {
        "id": f"{village.code}-{one.number}",
        "source": publisher.of(f"/{village.language}/entries/{one.id}"),
        "date": start_of(one.day),
        "value": _value(village, one.amount),
        "payer": {"id": village.code, "name": village.full_name},
        "uri": publisher.of(f"/{village.language}/entries/{one.id}"),
    }
    if one.payee:
        said["payee"] = {"id": payees[one.payee], "name": one.payee}
    return said


def _value(village: VillageFacts, amount: int) -> Document:
    return {"amount": village.number(amount), "currency": village.currency}
