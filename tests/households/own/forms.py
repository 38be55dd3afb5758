"""Forms to read and to ask."""

from ubudehe.households.own.rules.xlsform import Rows


def row(text: str) -> list[str]:
    """Return the cells of a row, parted by strokes."""
    return text.split("|")


SURVEY: Rows = [
    row(
        "type|name|label::English (en)|label::Kinyarwanda (rw)|hint|required|relevant|constraint|"
        "constraint_message"
    ),
    ["start", "start"],
    ["begin group", "garden", "The garden", "Umurima"],
    ["select_one yes_no", "has_garden", "Is there a garden?", "Hari umurima?", "", "yes"],
    row(
        "integer|beds|How many beds?||Count them.|yes|${has_garden} = 'yes'|. > 0 and . <= 40|"
        "Between 1 and 40."
    ),
    ["end group"],
    ["select_multiple crop", "crops", "What grows?", "", "", "", "${beds} > 0"],
    ["date", "sown", "Since when?"],
    ["decimal", "harvest", "Kilograms"],
    ["note", "thanks", "Thank you", "Murakoze"],
]
CHOICES: Rows = [
    ["list_name", "name", "label::English (en)", "label::Kinyarwanda (rw)"],
    ["yes_no", "yes", "Yes", "Yego"],
    ["yes_no", "no", "No", "Oya"],
    ["crop", "beans", "Beans", "Ibishyimbo"],
    ["crop", "maize", "Maize", "Ibigori"],
]
SETTINGS: Rows = [
    ["form_title", "form_id", "version", "default_language"],
    ["Kitchen gardens", "gardens", "2026", "English (en)"],
]
SHEETS = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}
