"""The page's script and the program say the same of hundreds of records made from a seed."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.conftest import World
from tests.verifier.vectors import CODE, records, said_of
from ubudehe.web.rendering import TEMPLATES

pytestmark = pytest.mark.journey

NUMBER = 600
RUN = """
const told = [];
for (const entries of vectors) {
  faults = 0;
  $("told").replaceChildren();
  const book = makeBooks(code, [], false);
  for (let n = 0; n < entries.length; n++) {
    const data = enc.encode(entries[n]), leaf = await sha(join([0], data));
    where = n;
    book.take(data, leaf);
  }
  where = null;
  book.close(entries.length);
  told.push([...$("told").children].map(line => line.textContent.slice(2)));
}
return told;
"""


def plain(line: str) -> str:
    """Leave out where a balance fell below zero: the page looks at the end only."""
    return re.sub(r"^entry [0-9]+: (?=Assets:|The grant .* ends)", "", line)


def test_the_page_says_what_the_program_says(
    empty_world: World, chromium: Browser, tmp_path: Path
) -> None:
    parts = sorted((TEMPLATES / "scripts" / "verify").glob("*.js"))
    source = "\n".join([*(part.read_text("utf-8") for part in parts), RUN])
    made = records(NUMBER)
    page = chromium.new_page()
    saved = tmp_path / "verify.html"
    saved.write_text(empty_world.client().get("/en/verify.html").text, "utf-8")
    page.goto(f"file://{saved}")
    vectors = [[entry.decode() for entry in entries] for entries in made]
    run = "([source, code, vectors]) => new (async () => {}).constructor('code', 'vectors', source)"
    by_page = page.evaluate(f"{run}(code, vectors)", [source, CODE, vectors])
    by_program = [said_of(entries) for entries in made]
    differ = [
        (n, sorted(one ^ other))
        for n, (one, other) in enumerate(
            ({plain(line) for line in a}, {plain(line) for line in b})
            for a, b in zip(by_page, by_program, strict=True)
        )
        if one != other
    ]
    assert not differ, differ[:10]
    assert sum(not said for said in by_program) > 20
    kinds = {re.sub(r"[0-9a-f-]{4,}|[0-9]+", "", line) for said in by_program for line in said}
    assert len(kinds) > 40
    page.close()
