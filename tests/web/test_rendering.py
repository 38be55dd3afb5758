"""Templates' own line breaks say nothing; what people typed keeps every one of theirs."""

from jinja2 import Environment

from ubudehe.places.reading import load_country
from ubudehe.web.rendering import OneLine, environment, without_blanks

LINES = Environment(extensions=[OneLine], trim_blocks=True, lstrip_blocks=True)


def made(source: str, **given: object) -> str:
    return LINES.from_string(source).render(**given)


def test_a_break_in_a_tag_or_a_text_is_a_blank_and_beside_a_tag_a_line() -> None:
    assert made('<p\n    class="a">one\n  two</p>\n  <p>') == '<p class="a">one two</p>\n<p>'


def test_a_break_after_a_block_keeps_what_parts_words() -> None:
    assert made("one{% if x %}\n  two{% endif %}\n  three", x=True) == "one two three"


def test_a_mark_with_a_dash_stands_tight() -> None:
    assert made("<li>\n  {{- word -}}\n</li>", word="x") == "<li>x</li>"
    assert made("<li>\n  {{- word -}}\n  </li>", word="x") == "<li>x</li>"


def test_what_was_typed_keeps_its_empty_lines() -> None:
    assert made("<textarea>{{ typed }}</textarea>", typed="a\n\n  b") == (
        "<textarea>a\n\n  b</textarea>"
    )


def test_a_fault_is_told_on_its_own_line() -> None:
    source = "<p>\n  a\n</p>\n\n<p\n  b>\n{{ 1 / 0 }}"
    try:
        made(source)
    except ZeroDivisionError as fault:
        trace = fault.__traceback__
        while trace and trace.tb_next:
            trace = trace.tb_next
        assert trace is not None
        assert trace.tb_lineno == 7
    else:
        raise AssertionError


def test_no_line_of_a_page_ends_in_blanks_and_what_was_typed_keeps_its_own() -> None:
    typed = '<textarea id="a"> \n\n a &gt; \n\nb</textarea>'
    proof = '<pre class="proof"> \n key \n</pre>'
    page = without_blanks(f"<p>a</p>  \n \n<p>b \n c</p>\n{typed} \n\n{proof}\t\n")
    assert page == f"<p>a</p>\n<p>b \n c</p>\n{typed}\n{proof}\n"


def test_a_template_is_compiled_once_for_all_languages() -> None:
    country = load_country(None)
    made = [environment(lang, country).get_template("web/refused.html") for lang in ("rw", "fr")]
    assert made[0].root_render_func.__code__ is made[1].root_render_func.__code__
