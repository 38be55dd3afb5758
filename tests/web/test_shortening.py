"""The script that checks a record is shorter by its own names alone."""

from ubudehe.web.shortening import shortened


def test_only_names_of_the_script_itself_are_cut() -> None:
    script = (
        'const counted = 1, other = {counted2: 2};const total = "total";'
        "function added(one) { return counted + one.counted2 + document.title.length; }"
        "added(counted)"
    )
    short = shortened(script)
    assert "counted2" in short, "a key and a property"
    assert "document.title.length" in short, "the browser's"
    assert 'const total = "total"' in short, "stands in a text"
    assert "added" not in short
    assert "counted " not in short
    assert len(short) < len(script)


def test_a_name_that_is_taken_is_given_to_nothing_else() -> None:
    short = shortened("const aa = 1, ab = 2;const counted = aa + ab;counted")
    assert short == "const aa = 1, ab = 2;const ac = aa + ab;ac"


def test_the_same_script_is_always_cut_alike() -> None:
    script = "const first = 1;const later = 2;later + first"
    assert {shortened(script) for _ in range(5)} == {"const aa = 1;const ab = 2;ab + aa"}
