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
}
