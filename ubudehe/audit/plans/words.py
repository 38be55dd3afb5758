"""How audit plans are said to people."""

from ubudehe.language.messages import N_

WORDS: dict[str, dict[str, str]] = {
    "plan_state": {
        "drawn": N_("Drawn up: the villages do not know it yet"),
        "announced": N_("Announced to the villages"),
        "begun": N_("The audit goes on"),
        "closed": N_("The audit is closed"),
        "called_off": N_("Called off"),
    },
    "plan_progress": {
        "not_begun": N_("Not begun"),
        "visited": N_("Visited: a sample is checked"),
        "written": N_("Findings are written"),
        "answered": N_("Findings are answered"),
        "signed": N_("Signed off"),
    },
    "looked": {
        "books": N_("The books and what proves each entry"),
        "cash": N_("Cash, bank and mobile money"),
        "attendance": N_("Who came to the works, from door to door"),
        "works": N_("What was built, measured on the spot"),
        "meetings": N_("Minutes and decisions of meetings"),
    },
    "ready": {
        "books": N_("Receipts, invoices and statements behind the entries"),
        "cash": N_("The cash box, and the statements of the bank and of mobile money"),
        "attendance": N_("The work sheets that say who came on which day"),
        "works": N_("Plans, offers of sellers and contracts of what was built"),
        "meetings": N_("The minutes of meetings and the lists of who came"),
    },
}
"""What is looked at («looked»), and what to have ready for it («ready»), have the same codes."""
