"""How people say the app's codes: roles, levels, states. One table for all translators."""

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
    "level": {
        "country": N_("Country"),
        "province": N_("Province"),
        "district": N_("District"),
        "sector": N_("Sector"),
        "cell": N_("Cell"),
        "village": N_("Village"),
    },
    "purpose": {
        "categories": N_("Household categories"),
        "projects": N_("Choice of projects"),
        "accounts": N_("Reading of the accounts"),
        "general": N_("General matters"),
    },
    "outcome": {
        "accepted": N_("Accepted"),
        "refused": N_("Not accepted"),
        "tied": N_("Tied: not accepted"),
    },
    "event": {
        "txn.propose": N_("Proposed"),
        "txn.approve": N_("Approved and posted"),
        "txn.void": N_("Refused"),
        "evidence.add": N_("Receipt added"),
        "proposal.add": N_("Written"),
        "proposal.revise": N_("New version"),
        "proposal.check": N_("Checked by the sector"),
        "proposal.keep": N_("Kept by the village, with an answer"),
        "proposal.withdraw": N_("Withdrawn"),
        "proposal.merge": N_("Made of two proposals"),
    },
    "appeal": {
        "open": N_("Waiting"),
        "upheld": N_("Upheld"),
        "rejected": N_("Rejected"),
        "erased": N_("Erased"),
    },
    "request": {
        "access": N_("To see its data"),
        "correction": N_("To have an entry corrected"),
        "objection": N_("Objects to its data being used"),
        "erasure": N_("To have its data erased"),
    },
    "request_state": {
        "open": N_("Waiting"),
        "granted": N_("Granted"),
        "refused": N_("Refused"),
    },
    "step_outcome": {
        "upheld": N_("Upheld"),
        "rejected": N_("Rejected"),
        "returned": N_("Returned to the assembly"),
        "silent": N_("Silent"),
    },
    "step": {
        "prepare": N_("The round is prepared"),
        "agree": N_("The criteria are agreed"),
        "map": N_("The village is mapped"),
        "categorise": N_("Households are decided, and the list is posted"),
        "appeal": N_("Appeals are open"),
        "finish": N_("The list is final"),
    },
    "happened": {
        "moved": N_("It moved away"),
        "split": N_("Part of it became a household of its own"),
        "merged": N_("It joined another household"),
        "birth": N_("A child was born"),
        "death": N_("Somebody died"),
        "died": N_("Nobody of it is left"),
        "erased": N_("Its data were erased"),
        "fire": N_("Fire, flood or landslide"),
        "illness": N_("Grave illness"),
        "other": N_("Other"),
    },
    "change": {
        "appeal": N_("By an appeal"),
        "late": N_("Came late to the list"),
        "event": N_("Looked at again after an event"),
    },
    "feature": {
        "road": N_("Road or path"),
        "water": N_("River or stream"),
        "bridge": N_("Bridge"),
        "water_point": N_("Water point"),
        "school": N_("School"),
        "health": N_("Health post"),
        "market": N_("Market"),
        "church": N_("Church"),
        "mosque": N_("Mosque"),
        "office": N_("Village office"),
        "other": N_("Other landmark"),
    },
    "flag": {
        "n < 3": N_("few groups judged it"),
        "piles differ by 2 or more": N_("groups are far apart"),
        "no strict majority pile": N_("no majority"),
    },
    "ranking_group": {
        "women": N_("Women"),
        "men": N_("Men"),
        "young": N_("Young people"),
        "elders": N_("Elders"),
        "leaders": N_("Leaders"),
        "other": N_("Other"),
    },
    "ranking_method": {
        "piles": N_("Sorts into piles"),
        "order": N_("Makes one order of all"),
        "pairs": N_("Compares two at a time"),
    },
    "agreement": {
        "good": N_("The groups agree well."),
        "tentative": N_("The groups agree in part: talk about the households marked below."),
        "poor": N_("The groups do not agree: let them talk, and sort again."),
    },
    "sign": {
        "name": N_("Name of the head"),
        "phone": N_("Phone number"),
        "size": N_("Number of people"),
        "origin": N_("Village of origin"),
    },
    "finding": {
        "open": N_("Waiting"),
        "same": N_("One household"),
        "distinct": N_("Two households"),
    },
    "entry_kind": {
        "grant": N_("Grant received"),
        "contribution": N_("Contribution received"),
        "spend": N_("Payment"),
        "labour": N_("Work given"),
        "transfer": N_("Money carried"),
        "reversal": N_("Taken back"),
    },
    "entry_state": {
        "proposed": N_("Waits for approval"),
        "posted": N_("Posted"),
        "refused": N_("Refused"),
    },
    "money_place": {
        "bank": N_("Bank"),
        "mobile_money": N_("Mobile money"),
        "cash": N_("Cash"),
    },
    "money_source": {
        "ubudehe": N_("Ubudehe grant"),
        "district": N_("District"),
        "donor": N_("Donor"),
        "contribution": N_("Contributions of residents"),
    },
    "expense": {
        "materials": N_("Materials"),
        "paid_labour": N_("Paid work"),
        "transport": N_("Transport"),
        "equipment": N_("Tools and equipment"),
        "services": N_("Services"),
    },
    "proposal_state": {
        "proposed": N_("Proposed"),
        "on_ballot": N_("On the ballot"),
        "chosen": N_("Chosen"),
        "not_chosen": N_("Not chosen"),
        "merged": N_("Part of another"),
        "withdrawn": N_("Withdrawn"),
    },
    "checked": {
        "feasible": N_("It can be done"),
        "returned": N_("Returned with reasons"),
        "kept": N_("Returned, and kept by the village"),
    },
    "giver": {
        "village": N_("The village"),
        "state": N_("The state"),
    },
    "ranking": {
        "pairs": N_("two at a time"),
        "marks": N_("by marks"),
    },
    "gains": {
        "households": N_("Households"),
        "women": N_("Women"),
        "men": N_("Men"),
        "children": N_("Children"),
    },
    "symbol": {
        "water": N_("Water"),
        "tap": N_("Tap"),
        "school": N_("School"),
        "health": N_("Health"),
        "road": N_("Road"),
        "bridge": N_("Bridge"),
        "tree": N_("Tree"),
        "terrace": N_("Terraces"),
        "cow": N_("Cow"),
        "goat": N_("Goat"),
        "hen": N_("Hen"),
        "bee": N_("Bees"),
        "mill": N_("Mill"),
        "market": N_("Market"),
        "house": N_("House"),
        "lamp": N_("Light"),
        "sun": N_("Sun power"),
        "tools": N_("Tools"),
        "latrine": N_("Latrine"),
        "seed": N_("Seed"),
        "phone": N_("Phone"),
        "people": N_("People"),
    },
    "vote_state": {
        "prepared": N_("Prepared"),
        "open": N_("Voting is open"),
        "closed": N_("Counted"),
        "void": N_("Void"),
    },
    "rule": {
        "greedy_votes": N_("Most votes first"),
        "greedy_votes_per_cost": N_("Most votes for the money"),
        "mes_cost_inc1pct_util": N_("Equal shares"),
        "phragmen": N_("Equal burdens (Phragmén)"),
        "borda": N_("Points for places (Borda)"),
        "schulze": N_("Strongest chains of duels (Schulze)"),
        "copeland": N_("Most duels won (Copeland)"),
    },
    "rule_words": {
        "greedy_votes": N_(
            "The project with most votes comes first, then the next, as long as the money "
            "reaches. One that is too dear is passed over."
        ),
        "greedy_votes_per_cost": N_(
            "The project with most votes for each franc comes first, then the next, as long as "
            "the money reaches."
        ),
        "mes_cost_inc1pct_util": N_(
            "Every voter holds the same handful of beans. Friends of a project put beans "
            "together and pay it, each the same. Who has paid has fewer left, so the next project "
            "is carried by those who have not had one. What is left over goes by votes."
        ),
        "phragmen": N_(
            "The cost of a project is a burden that those who want it carry together. The next "
            "is always the one that burdens each of them least."
        ),
        "borda": N_(
            "A first place gives most points, the next one fewer. Most points come first, as "
            "long as the money reaches."
        ),
        "schulze": N_(
            "Every two projects are compared on all ballots; the one with the strongest chains "
            "of won duels comes first, as long as the money reaches."
        ),
        "copeland": N_(
            "Every two projects are compared on all ballots; who wins most duels comes first, as "
            "long as the money reaches."
        ),
    },
    "secrecy": {
        "secret": N_(
            "Nobody can see who voted how, neither now nor later. Only the sums are published."
        ),
        "open": N_("This is an open vote: everybody at the meeting sees who raises a hand."),
    },
    "mismatch": {
        "more_than_voters": N_("More people signed in than may vote."),
        "not_handed_to_all": N_("Not everybody who signed in got a card or paper."),
        "handed_to_others": N_("More cards and papers were handed out than people signed in."),
        "missing": N_("Some cards or papers did not come back."),
        "too_many": N_("More ballots came back than were handed out."),
    },
    "pile": {
        "first": N_("being typed"),
        "second_next": N_("to be typed again by another person"),
        "second": N_("being typed again"),
        "compare": N_("differs"),
        "agreed": N_("agreed"),
    },
    "method": {
        "cards": N_("Secret vote with cards"),
        "paper": N_("Secret vote on paper"),
        "mixed": N_("Secret vote with cards and on paper"),
        "beans": N_("Secret vote with beans in jars"),
        "hands": N_("Open vote by show of hands"),
    },
    "electorate": {
        "households": N_("One vote for each household"),
        "adults": N_("One vote for each adult"),
    },
    "why": {
        "funded": N_("Chosen"),
        "does_not_fit": N_("Passed over"),
        "over_budget": N_("Over the budget"),
        "no_votes": N_("No votes"),
        "below_threshold": N_("Too few votes"),
        "excluded": N_("Excluded"),
        "not_affordable": N_("Not enough shares"),
        "stopped": N_("Not reached"),
    },
    "head_sex": {"f": N_("Woman"), "m": N_("Man")},
    "illness": {"yes": N_("Yes"), "no": N_("No")},
    "dwelling": {
        "own": N_("their own"),
        "rent": N_("rented"),
        "hosted": N_("lent by others"),
        "none": N_("They have none"),
    },
    "roof": {
        "iron": N_("Iron sheets"),
        "tile": N_("Tiles"),
        "thatch": N_("Thatch"),
        "other": N_("Other"),
    },
    "wall": {
        "brick": N_("Burnt bricks"),
        "block": N_("Cement blocks"),
        "mud": N_("Mud"),
        "wood": N_("Wood"),
        "other": N_("Other"),
    },
    "floor": {
        "cement": N_("Cement"),
        "earth": N_("Earth"),
        "tile": N_("Tiles"),
        "other": N_("Other"),
    },
    "power": {
        "grid": N_("Electricity"),
        "solar": N_("Solar"),
        "none": N_("None"),
    },
    "water": {
        "home_tap": N_("Tap at home"),
        "public_tap": N_("Public tap"),
        "spring": N_("Spring or well"),
        "rain": N_("Rain water"),
        "river": N_("River or lake"),
        "other": N_("Other"),
    },
    "latrine": {
        "own": N_("Own latrine"),
        "shared": N_("Shared latrine"),
        "none": N_("None"),
    },
    "land_unit": {
        "m2": N_("square metres"),
        "are": N_("ares"),
        "ha": N_("hectares"),
    },
    "land_tenure": {
        "owned": N_("owned"),
        "rented": N_("rented by the household"),
        "both": N_("partly owned, partly rented"),
        "none": N_("They have no land"),
    },
    "work": {
        "own_farm": N_("Own fields"),
        "day_labour": N_("Day labour"),
        "trade": N_("Trade"),
        "craft": N_("Craft"),
        "salary": N_("Salary"),
        "pension": N_("Pension"),
        "transfers": N_("Help from others"),
        "none": N_("None"),
    },
    "income": {
        "under_45000": N_("less than 45 000 Frw"),
        "45000_64999": N_("45 000 to 64 999 Frw"),
        "65000_600000": N_("65 000 to 600 000 Frw"),
        "over_600000": N_("more than 600 000 Frw"),
        "unknown": N_("Not known"),
    },
    "answered_by": {
        "head": N_("The head of the household"),
        "spouse": N_("Husband or wife"),
        "other_member": N_("Another member"),
        "neighbour": N_("A neighbour"),
    },
    "livestock": {
        "cattle": N_("Cattle"),
        "goats": N_("Goats"),
        "sheep": N_("Sheep"),
        "pigs": N_("Pigs"),
        "poultry": N_("Poultry"),
        "rabbits": N_("Rabbits"),
        "hives": N_("Beehives"),
    },
    "asset": {
        "phone": N_("Phone"),
        "radio": N_("Radio"),
        "bicycle": N_("Bicycle"),
        "motorcycle": N_("Motorcycle"),
        "car": N_("Car"),
        "savings_group": N_("Member of a savings group"),
        "health_insurance": N_("Health insurance paid"),
    },
    "shock": {
        "illness": N_("Grave illness"),
        "death": N_("Death of a member"),
        "harvest_lost": N_("Harvest lost"),
        "disaster": N_("Fire, flood or landslide"),
        "theft": N_("Theft"),
        "job_lost": N_("Work lost"),
    },
}
"""By kind and code; each value is a catalogue message."""
