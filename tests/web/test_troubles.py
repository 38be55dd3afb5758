"""The summary of a form that was refused names each field as its label does."""

import pytest

from ubudehe.web.troubles import with_names


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ('<label for="f-why">Why?</label><textarea id="f-why">', "Why? Fill this in."),
        ('<label for="f-why" class="x">How <b>much</b></label>', "How much: Fill this in."),
        (
            '<fieldset id="f-why" a="b">\n<legend>Which\n one</legend>',
            "Which one: Fill this in.",
        ),
        ('<label for="f-whys">Why?</label>', "Fill this in."),
        (f'<label for="f-why">{"long " * 20}</label>', "Fill this in."),
    ],
)
def test_a_field_is_named_by_its_label_or_legend(field: str, said: str) -> None:
    page = with_names(
        f'<li><a href="#f-why"><!--f-why-->Fill this in.</a></li>{field}<i id="f-why">'
    )
    assert f">{said}</a>" in page


def test_a_field_that_is_named_by_a_sign_is_no_pattern() -> None:
    assert with_names('<!--f-a.(b-->x<label for="f-a.(b">A</label>').startswith("A: x")


def test_what_is_wrong_stands_in_the_order_of_the_fields() -> None:
    lines = "".join(f'<li><a href="#f-{one}"><!--f-{one}-->x</a></li>\n' for one in "bac")
    page = with_names(f'<ul>{lines}</ul><p id="f-a"><p id="f-b"><p id="f-c"><ul><li>z</li></ul>')
    assert page.index("#f-a") < page.index("#f-b") < page.index("#f-c")
    assert "<li>z</li>" in page


def test_a_link_to_a_field_with_another_id_leads_to_what_is_said_beside_it() -> None:
    wrong = '<p class="wrong" id="e-choice-1">x</p><select id="f-7"><input id="f-line-0">'
    assert '#e-choice-1"' in with_names(f'<a href="#f-choice-1">x</a>{wrong}')
    assert '#f-7"' in with_names(f'<a href="#f-7">x</a>{wrong}')
    assert '#f-line-0"' in with_names(f'<a href="#f-line">x</a>{wrong}')
    assert with_names('<li><a href="#f-gone">x</a></li>') == "<li>x</li>"
