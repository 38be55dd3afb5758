"""What the old server answers once a village has left it."""

import re

import pytest

from tests.conftest import VILLAGE, World, hidden_fields
from tests.moving.servers import REASON, as_server
from ubudehe.moving.exporting import leave, stay
from ubudehe.moving.villages import Destination
from ubudehe.record.queries import record_size
from ubudehe.record.rotation import rotate_key
from ubudehe.record.rules.notes import vkey

NEED = f"/en/work/{VILLAGE}/projects/need"
NEW = "https://district.example"
NEIGHBOUR = "43060101"
SAID = {
    "en": "Nothing was written.",
    "fr": "Rien n&#39;a été écrit.",
    "rw": "Nta cyanditswe.",
    "sw": "Hakuna kilichoandikwa.",
}


def moved(world: World) -> None:
    server = as_server(world.services)
    key = world.services.heads.keys.all()[0].public_key()
    going = Destination(NEW, (vkey(server.heads.origin(VILLAGE), key),), REASON)
    leave(server, VILLAGE, going, world.clock.now)
    world.services.versions.refresh()


@pytest.mark.both_engines
def test_public_pages_name_the_new_server_and_old_proofs_stay(world: World) -> None:
    client = world.client()
    entry = re.search(r"/en/entries/[0-9a-f-]+", client.get(f"/en/p/{VILLAGE}/ledger").text)
    assert entry is not None
    assert client.get(f"/v/{VILLAGE}/checkpoint").status_code == 200
    before = client.get(f"/v/{VILLAGE}/proof/3").text
    assert client.get(f"/card/en/{VILLAGE}.png").status_code == 200
    moved(world)
    assert client.get(f"/card/en/{VILLAGE}.png").status_code == 404, "what it has today is not here"
    for lang in SAID:
        page = client.get(f"/{lang}/p/{VILLAGE}")
        assert page.status_code == 200
        assert f'href="{NEW}/{lang}/p/{VILLAGE}"' in page.text
        assert REASON in page.text
    assert f'href="{NEW}{entry[0]}"' in client.get(entry[0]).text
    assert f'href="{NEW}/en/p/{VILLAGE}/ledger"' in client.get(f"/en/p/{VILLAGE}/ledger").text
    for name in ("checkpoint", "key", "proof/3", "entry/3", "record.zip"):
        assert client.get(f"/v/{VILLAGE}/{name}").status_code == 200, name
    assert client.get(f"/v/{VILLAGE}/proof/3").text.split("\n")[:2] == before.split("\n")[:2]
    assert NEW not in client.get(f"/en/p/{NEIGHBOUR}").text
    stay(as_server(world.services), VILLAGE, REASON, world.clock.now)
    world.services.versions.refresh()
    assert NEW not in client.get(f"/en/p/{VILLAGE}").text


def test_a_form_from_before_is_refused_in_the_senders_language(world: World) -> None:
    """Nor does a new key of the server add to a record that went on elsewhere."""
    visitor = world.signed_in("facilitator", VILLAGE)
    guest = world.client()
    asked = hidden_fields(guest.get(f"/en/ask?about={VILLAGE}").text)
    fields = {lang: visitor.fields(NEED.replace("/en/", f"/{lang}/")) for lang in SAID}
    moved(world)
    size = world.services.versions.of(VILLAGE)
    for lang, sentence in SAID.items():
        typed = {**fields[lang], "text": "A bridge", "symbol": "bridge"}
        answer = visitor.client.post(NEED.replace("/en/", f"/{lang}/"), data=typed)
        assert answer.status_code == 409
        assert sentence in answer.text
    assert f'href="{NEW}/en/p/{VILLAGE}"' in visitor.get(NEED)
    question = {**asked, "village": VILLAGE, "kind": "books", "text": "Why?", "wish": "public"}
    answer = guest.post(f"/en/ask?about={VILLAGE}", data=question)
    assert SAID["en"] in answer.text, re.findall(r'role="alert".*', answer.text)
    rotate_key(world.services.database, world.services.heads, world.clock.now)
    with world.services.database.read() as session:
        assert record_size(session, VILLAGE) == size
        assert record_size(session, NEIGHBOUR) > world.sizes[NEIGHBOUR]
