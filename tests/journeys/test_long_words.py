"""Long words and large amounts stay within a screen of 240 pixels."""

import pytest
from playwright.sync_api import Browser

from tests.browser import fits
from ubudehe.web.rendering import stylesheet

pytestmark = pytest.mark.journey

BALLOT = """<form><fieldset><label class="opt"><input type="checkbox">
<svg class="sym" width="36" height="36"></svg>
<span><b>B</b> · Ikiraro cy'abanyamaguru<br><small>420&nbsp;000&nbsp;Frw</small></span>
</label></fieldset></form>"""
BUDGET = """<section class="box scroll"><table class="pile"><tr><td>Ibikoresho</td>
<td class="n" data-h="Byateganyijwe">700&nbsp;000&nbsp;Frw</td>
<td class="n" data-h="Ayakoreshejwe mbere">266&nbsp;200&nbsp;Frw</td></tr></table></section>"""
PROMISE = """<section class="box scroll"><table><tr><td><b>Umudugudu</b><br>Umusenyi</td>
<td class="n fit">0<br>kuri 4 imodoka<br><meter max="4" value="0"></meter></td></tr>
</table></section>"""
AMOUNT = (
    """<div class="box first"><p class="now">100&nbsp;000&nbsp;000&nbsp;000&nbsp;Frw</p></div>"""
)


@pytest.mark.parametrize("part", [BALLOT, BUDGET, PROMISE, AMOUNT])
def test_a_part_of_a_page_is_never_cut_nor_scrolled_sideways(chromium: Browser, part: str) -> None:
    with chromium.new_context(viewport={"width": 240, "height": 320}) as context:
        page = context.new_page()
        page.set_content(f"<style>{stylesheet()}</style><div class=w><main>{part}</main></div>")
        fits(page)
        cut = "[...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth)"
        assert page.evaluate(f"{cut}.length") == 0
