"""The columns of the open tables, with what each of them means: the data dictionary.

Types as in Table Schema (https://datapackage.org/standard/table-schema/).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column: its name, its type, and what it holds."""

    name: str
    type: str
    meaning: str

    @property
    def field(self) -> dict[str, str]:
        """Return it as a field of Table Schema."""
        return {"name": self.name, "type": self.type, "description": self.meaning}


ENTRIES = (
    Column("village", "string", "Code of the village; it begins with its cell's, sector's, …"),
    Column("number", "integer", "Number of the entry in the village's books."),
    Column("date", "date", "Day on which it happened, in the country's time."),
    Column("kind", "string", "What kind of entry: income, payment, transfer, reversal, …"),
    Column("what", "string", "What it was for, in the village's words."),
    Column("payee", "string", "Who was paid, where that is public."),
    Column("reverses", "integer", "Number of the entry that this one takes back."),
    Column("leaf", "integer", "Index of its proposal in the village's record: its proof."),
    Column("account", "string", "Account of this posting; an entry has two or more."),
    Column("amount", "number", "Amount of this posting, in units of its currency; sums to 0."),
    Column("currency", "string", "ISO 4217."),
    Column("grant", "string", "Code of the grant whose money it is."),
    Column("in_out", "string", "in or out, where money came to a place of money or left it."),
    Column("posted_on", "date", "Day on which the last of those who must agree agreed."),
    Column("project", "string", "Code of the village's project."),
    Column("rate", "number", "Units of the country's currency for one of the foreign one."),
    Column("evidence_class", "string", "Best class of its evidence: A, B, C, or nothing."),
    Column("evidence_sha256", "string", "SHA-256 of each photo behind it."),
    Column("approved_by", "string", "Roles of those who agreed, in order."),
    Column("record_size", "integer", "Acts in the signed record from which this was told."),
    Column("record_root", "string", "Root hash of that record, in hex."),
)
PROJECTS = (
    Column("village", "string", "Code of the village."),
    Column("project", "string", "Code of the project in the village's books."),
    Column("id", "string", "Its address ends with it."),
    Column("title", "string", "Title, in the village's words."),
    Column("chosen_on", "date", "Day on which a vote chose it."),
    Column("closed_on", "date", "Day on which its report closed it."),
    Column(
        "planned", "number", "All it may cost by its budget in force, with what the state gives."
    ),
    Column("spent", "number", "What was spent on it."),
    Column("labour_days", "integer", "Days of work that households gave."),
    Column("materials", "number", "What given materials are worth."),
)
BUDGET = (
    Column("village", "string", "Code of the village."),
    Column("project", "string", "Code of the project; with -R what repaired it afterwards."),
    Column("title", "string", "Title of the project, in the village's words."),
    Column("line", "string", "Kind of expense."),
    Column("year_from", "date", "First day of the financial year."),
    Column("year_to", "date", "Its last day."),
    Column("planned", "number", "Planned for the whole project, as in force when the year ends."),
    Column("realised_before", "number", "Spent in earlier years, in the country's currency."),
    Column("realised", "number", "Spent in the year."),
    Column("left", "number", "Left of the plan; below zero where more was spent."),
)
GRANTS = (
    Column("village", "string", "Code of the village."),
    Column("grant", "string", "Code of the grant in the village's books."),
    Column("id", "string", "Its address ends with it."),
    Column("source", "string", "ubudehe, district or donor."),
    Column("giver", "string", "Who gives."),
    Column("purpose", "string", "For what."),
    Column("reference", "string", "The giver's own reference, such as the id of its activity."),
    Column("giver_title", "string", "What the giver calls it."),
    Column("giver_language", "string", "In which language that is: ISO 639-1."),
    Column("agreed_on", "date", "Day of the agreement."),
    Column("amount", "number", "What was promised, in its currency."),
    Column("currency", "string", "ISO 4217."),
    Column("came", "number", "What came of it, in its currency."),
    Column("spent", "number", "What it paid, in the country's currency."),
    Column("given_back", "number", "What went back to the giver, no part of what it paid."),
    Column("left", "number", "What came and is neither spent nor given back, likewise."),
    Column("withdrawn_on", "date", "Day on which its giver withdrew it; empty while it stands."),
)
VILLAGES = (
    Column("village", "string", "Code of the village."),
    Column("name", "string", "Its name."),
    Column("places", "string", "Places above it, from its cell upwards."),
    Column("record_size", "integer", "Acts in its signed record."),
    Column("record_root", "string", "Root hash of that record, in hex."),
    Column("package", "string", "Address of its own Data Package, with the hash of each table."),
)
