"""Acts on the list of isibos, which the demo leaves out."""

from typing import TYPE_CHECKING

from ubudehe.households.isibos import actions as isibos
from ubudehe.households.isibos.tables import Isibo

if TYPE_CHECKING:
    from tests.acts.plays import Play

VILLAGE = "22120308"


def play_isibos(play: "Play") -> None:
    """Make two isibos, rename one, join it into the other, and take it out again."""
    play.do(isibos.make_isibos, isibos.IsibosForm(names="Ihuriro\nIsoko"))
    made, other = (
        play.one(Isibo, Isibo.village == VILLAGE, Isibo.name == name)
        for name in ("Ihuriro", "Isoko")
    )
    play.do(isibos.rename_isibo, isibos.IsiboRenamed(isibo=made.id, name="Ihuriro II"))
    play.do(isibos.join_isibo, isibos.IsiboJoined(isibo=made.id, into=other.id))
    play.do(isibos.part_isibo, isibos.IsiboParted(isibo=made.id))
