"""How codes of this room are said to people."""

from ubudehe.language.messages import N_

WORDS: dict[str, dict[str, str]] = {
    "role": {
        "facilitator": N_("Facilitator"),
        "chair": N_("Chairperson"),
        "secretary": N_("Secretary"),
        "treasurer": N_("Treasurer"),
        "auditor": N_("Member of the audit committee"),
        "cell_secretary": N_("Executive secretary of the cell"),
        "sector_officer": N_("Sector officer"),
        "district_officer": N_("District officer"),
        "data_protection": N_("Data-protection officer"),
        "administrator": N_("Administrator"),
    },
    "browser": {
        "opera_mini": N_("Opera Mini"),
        "kaios": N_("KaiOS phone"),
        "android": N_("Android phone"),
        "iphone": N_("iPhone or iPad"),
        "windows": N_("Windows computer"),
        "mac": N_("Mac"),
        "linux": N_("Linux computer"),
        "other": N_("Another device"),
    },
}
