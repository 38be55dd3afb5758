"""The three villages of the demo: real places, invented people and money."""

from ubudehe.demo.village import DemoPlan, Story

STORIES = (
    Story(
        village="22120308",
        homes=46,
        needs=(
            ("Amazi meza ari kure", "tap"),
            ("Umuhanda wangiritse", "road"),
            ("Nta cyumba cy'inama", "people"),
        ),
        plans=(
            DemoPlan(
                "Ivomo rusange",
                "Ivomo hafi y'ishuri; komite y'amazi ni yo izaryitaho.",
                620_000,
                240,
                "tap",
            ),
            DemoPlan(
                "Gusana umuhanda",
                "Kilometero imwe n'igice; umuganda wa buri kwezi.",
                380_000,
                400,
                "road",
            ),
            DemoPlan(
                "Ihene zo korora", "Ihene 20 zizitura ku bandi baturage.", 450_000, 20, "goat"
            ),
            DemoPlan(
                "Icyumba cy'inama", "Icyumba kimwe n'ibiro by'umudugudu.", 900_000, 300, "house"
            ),
        ),
        budget=1_000_000,
        grant=1_000_000,
        rule="mes_cost_inc1pct_util",
    ),
    Story(
        village="43060101",
        homes=38,
        needs=(("Isuri mu mirima", "terrace"), ("Amashanyarazi", "lamp")),
        plans=(
            DemoPlan(
                "Amaterasi",
                "Hegitari 3 zo ku musozi; ba nyir'imirima bazayitaho.",
                540_000,
                500,
                "terrace",
            ),
            DemoPlan(
                "Imirasire y'izuba ku ishuri",
                "Amatara 6 n'icyo gucaginga telefone.",
                350_000,
                15,
                "sun",
            ),
            DemoPlan(
                "Ikiraro cy'abanyamaguru", "Ikiraro cy'ibiti ku mugezi.", 420_000, 120, "bridge"
            ),
        ),
        budget=900_000,
        grant=900_000,
    ),
    Story(
        village="11010102",
        homes=52,
        needs=(("Imyanda", "tools"), ("Amazi y'imvura asenya inzira", "water")),
        plans=(
            DemoPlan("Inzira z'amazi y'imvura", "Metero 200 z'imiferege.", 480_000, 180, "water"),
            DemoPlan(
                "Ahakusanyirizwa imyanda",
                "Ahantu habiri hubakiye, hakingwa.",
                300_000,
                60,
                "tools",
            ),
            DemoPlan(
                "Irerero ry'abana", "Icyumba n'ibikoresho by'abana 25.", 700_000, 90, "school"
            ),
        ),
        budget=800_000,
        grant=800_000,
        second_part=25,
    ),
)
