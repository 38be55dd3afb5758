"""Atom (RFC 4287): what happened last at a place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from ubudehe.openbooks.rules.open_data.facts import DataPublisher, moment

_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class News:
    """One public act: `uri` names it for ever, `address` is where one reads of it."""

    uri: str
    title: str
    address: str
    at: datetime


def feed(
    title: str, own: str, home: str, lang: str, publisher: DataPublisher, news: Iterable[News]
) -> bytes:
    """Return a feed whose newest entries come first; `own` is its address, `home` the page's."""
    told = list(news)
    root = Element("feed", {"xmlns": _ATOM, "xml:lang": lang})
    SubElement(root, "id").text = own
    SubElement(root, "title").text = title
    SubElement(root, "updated").text = moment(told[0].at) if told else "2000-01-01T00:00:00Z"
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": own})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": home})
    SubElement(SubElement(root, "author"), "name").text = publisher.name
    SubElement(root, "rights").text = publisher.licence
    for one in told:
        entry = SubElement(root, "entry")
        SubElement(entry, "id").text = one.uri
        SubElement(entry, "title").text = one.title
        SubElement(entry, "updated").text = moment(one.at)
        SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": one.address})
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}'.encode()
