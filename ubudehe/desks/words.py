"""What the jobs that wait are called, and their icons (see templates/parts/icons.html)."""

from ubudehe.language.messages import N_

JOB_WORDS: dict[str, str] = {
    "approve": N_("Entries to approve"),
    "close_month": N_("A month to close"),
    "sign_month": N_("Months to sign"),
    "read_month": N_("Months to read out in a meeting"),
    "answer_month": N_("Questions about a month to answer"),
    "review_month": N_("Months to review"),
    "appeal": N_("Appeals to decide"),
    "request": N_("Requests about data to answer"),
    "round": N_("A round of categories goes on"),
    "check_proposal": N_("Proposals to check"),
    "answer_annul": N_("Votes that you are asked to annul"),
    "vote_open": N_("A vote goes on"),
    "vote_prepared": N_("A vote is prepared: open it"),
    "double": N_("Registered twice? Decide"),
    "meeting": N_("A meeting is open"),
    "import": N_("A list is not all registered yet"),
    "interview": N_("Interviews: to visit, to finish"),
    "answer_proposal": N_("The sector returned a proposal: answer"),
    "type_again": N_("Papers to type a second time"),
    "account_advance": N_("Advances to account for"),
    "answer_flag": N_("Flags to answer"),
    "settle_flag": N_("Flags to judge"),
    "answer_finding": N_("Findings to answer"),
    "decide_finding": N_("Findings to decide"),
    "escalate_finding": N_("Late findings to hand to the next level"),
    "hear_concern": N_("Concerns told in confidence to answer"),
}

STEP_WORDS: dict[str, str] = {
    "households": N_("Register the households"),
    "assemblies": N_("Hold the first meeting"),
    "classified": N_("Decide the categories"),
}
"""What a new village does first."""

JOB_ICONS: dict[str, str] = {
    "approve": "money_out",
    "close_month": "calendar",
    "sign_month": "record",
    "read_month": "assembly",
    "answer_month": "warning",
    "review_month": "record",
    "appeal": "appeal",
    "request": "household",
    "round": "category",
    "check_proposal": "project",
    "answer_annul": "vote",
    "vote_open": "vote",
    "vote_prepared": "vote",
    "double": "household",
    "meeting": "assembly",
    "import": "household",
    "interview": "household",
    "answer_proposal": "project",
    "type_again": "vote",
    "account_advance": "money_out",
    "answer_flag": "warning",
    "settle_flag": "warning",
    "answer_finding": "warning",
    "decide_finding": "warning",
    "escalate_finding": "warning",
    "hear_concern": "appeal",
}
