"""How people say what an import asks. Answers and animals are in households/words.py."""

from ubudehe.households.importing.rules.targets import TARGETS
from ubudehe.households.words import QUESTIONS
from ubudehe.language.messages import N_

IMPORT_WORDS: dict[str, dict[str, str]] = {
    "group": {
        "people": N_("People by age, phone, disability"),
        "home": N_("House, water, light"),
        "land": N_("Land and animals"),
        "living": N_("Work, income, food"),
        "assets": QUESTIONS["assets"],
    },
    "target": {code: QUESTIONS[code] for code in TARGETS if code in QUESTIONS}
    | {
        "key": N_("Key or number of the household"),
        "head_more": N_("The head's other name, if it has a column of its own"),
        "members_total": N_("Number of people in the household"),
        "f_all": N_("Women, or women and girls"),
        "m_all": N_("Men, or men and boys"),
        "c_all": N_("Children, where women and men are counted without them"),
        "g_all": N_("Girls, where women are counted without them"),
        "b_all": N_("Boys, where men are counted without them"),
        "f_0_5": N_("Women and girls, 0 to 5 years"),
        "f_6_17": N_("Women and girls, 6 to 17 years"),
        "f_18_35": N_("Women and girls, 18 to 35 years"),
        "f_36_64": N_("Women and girls, 36 to 64 years"),
        "f_65": N_("Women and girls, 65 years or more"),
        "m_0_5": N_("Men and boys, 0 to 5 years"),
        "m_6_17": N_("Men and boys, 6 to 17 years"),
        "m_18_35": N_("Men and boys, 18 to 35 years"),
        "m_36_64": N_("Men and boys, 36 to 64 years"),
        "m_65": N_("Men and boys, 65 years or more"),
        "phone": N_("Phone number"),
        "cattle": N_("Cattle"),
        "goats": N_("Goats"),
        "sheep": N_("Sheep"),
        "pigs": N_("Pigs"),
        "poultry": N_("Poultry"),
        "rabbits": N_("Rabbits"),
        "hives": N_("Beehives"),
        "income": N_("Income in a month, in groups"),
        "income_francs": N_("Income in a month, as an amount of money"),
        "asset_phone": N_("Phone"),
        "asset_radio": N_("Radio"),
        "asset_bicycle": N_("Bicycle"),
        "asset_motorcycle": N_("Motorcycle"),
        "asset_car": N_("Car"),
        "asset_savings_group": N_("Member of a savings group"),
        "asset_health_insurance": N_("Health insurance paid"),
    },
    "separator": {
        ",": N_("Columns are split by commas."),
        ";": N_("Columns are split by semicolons."),
        "\t": N_("Columns are split by tabs."),
        "|": N_("Columns are split by upright strokes."),
        "": N_("This is a spreadsheet."),
    },
    "aside": {
        "total": N_("It seems to be a total of the rows above, not a household."),
        "heading": N_("It repeats the names of the columns."),
        "numbers": N_("It only numbers the columns."),
        "below": N_("It seems to be a line below the list, not a household."),
    },
}
"""By kind and code; each value is a catalogue message."""
