"""The three villages of the demo: real places, invented people and money."""

from ubudehe.demo.year import Plan, Story

STORIES = (
    Story(
        village="22120308",
        homes=46,
        needs=("Amazi meza ari kure", "Umuhanda wangiritse", "Nta cyumba cy'inama"),
        plans=(
            Plan(
                "Ivomo rusange",
                "Ivomo hafi y'ishuri; komite y'amazi ni yo izaryitaho.",
                620_000,
                240,
            ),
            Plan(
                "Gusana umuhanda", "Kilometero imwe n'igice; umuganda wa buri kwezi.", 380_000, 400
            ),
            Plan("Ihene zo korora", "Ihene 20 zizitura ku bandi baturage.", 450_000, 20),
            Plan("Icyumba cy'inama", "Icyumba kimwe n'ibiro by'umudugudu.", 900_000, 300),
        ),
        budget=1_000_000,
        grant=1_000_000,
    ),
    Story(
        village="43060101",
        homes=38,
        needs=("Isuri mu mirima", "Amashanyarazi"),
        plans=(
            Plan("Amaterasi", "Hegitari 3 zo ku musozi; ba nyir'imirima bazayitaho.", 540_000, 500),
            Plan(
                "Imirasire y'izuba ku ishuri", "Amatara 6 n'icyo gucaginga telefone.", 350_000, 15
            ),
            Plan("Ikiraro cy'abanyamaguru", "Ikiraro cy'ibiti ku mugezi.", 420_000, 120),
        ),
        budget=900_000,
        grant=900_000,
    ),
    Story(
        village="11010102",
        homes=52,
        needs=("Imyanda", "Amazi y'imvura asenya inzira"),
        plans=(
            Plan("Inzira z'amazi y'imvura", "Metero 200 z'imiferege.", 480_000, 180),
            Plan("Ahakusanyirizwa imyanda", "Ahantu habiri hubakiye, hakingwa.", 300_000, 60),
            Plan("Irerero ry'abana", "Icyumba n'ibikoresho by'abana 25.", 700_000, 90),
        ),
        budget=800_000,
        grant=800_000,
    ),
)
