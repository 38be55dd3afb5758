"""Forms of people who are signed in are worked on a few at once; pages do not wait for them."""

from concurrent.futures import ThreadPoolExecutor, wait

from tests.conftest import VILLAGE, World

NEW = f"/en/work/{VILLAGE}/projects/need"


def test_a_form_waits_for_its_turn_and_a_page_for_none(world: World) -> None:
    visitor, other = (world.signed_in("facilitator", VILLAGE) for _ in range(2))
    typed = {**visitor.fields(NEW), "text": "Amazi menshi", "symbol": "tap"}
    places = world.services.acting
    taken = 0
    while places.acquire(blocking=False):
        taken += 1
    assert 1 <= taken <= 8
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(visitor.client.post, NEW, data=typed)
        try:
            assert wait([sent], timeout=0.5).not_done
            assert "Amazi menshi" not in other.get(f"/en/work/{VILLAGE}/projects")
        finally:
            places.release(taken)
        assert sent.result().status_code == 303
    assert "Amazi menshi" in other.get(f"/en/work/{VILLAGE}/projects")
