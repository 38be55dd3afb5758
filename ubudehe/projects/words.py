"""How codes of this room are said to people."""

from ubudehe.language.messages import N_

WORDS: dict[str, dict[str, str]] = {
    "event": {
        "proposal.add": N_("Written"),
        "proposal.revise": N_("New version"),
        "proposal.check": N_("Checked by the sector"),
        "proposal.keep": N_("Kept by the village, with an answer"),
        "proposal.withdraw": N_("Withdrawn"),
        "proposal.merge": N_("Made of two proposals"),
        "promise.keep": N_("What came of a promise written down"),
        "proposal.picture": N_("A picture was given"),
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
        "annulled": N_("Annulled"),
    },
    "rule": {
        "greedy_votes": N_("Most votes first"),
        "greedy_votes_per_cost": N_("Most votes for the money"),
        "mes_cost_inc1pct_util": N_("Equal shares"),
        "phragmen": N_("Equal burdens (Phragmén)"),
        "borda": N_("Points for places (Borda)"),
        "schulze": N_("Strongest chains of duels (Schulze)"),
        "copeland": N_("Most duels won (Copeland)"),
        "yes_no": N_("Yes or no to one project"),
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
            "Every voter holds the same handful of beans. Supporters of a project put beans "
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
        "yes_no": N_(
            "The project is chosen if more people say yes than no. Who abstains is counted among "
            "those who took part, but stands on neither side."
        ),
    },
    "ballot_kind": {
        "approval": N_("Marks projects"),
        "knapsack": N_("Chooses projects that together cost no more than there is"),
        "points": N_("Gives beans or points"),
        "ranking": N_("Puts projects in an order"),
        "yes_no": N_("Says yes or no to one project, or abstains"),
    },
    "secrecy": {
        "secret": N_("This is a secret vote: who voted how is written down nowhere."),
        "open": N_("This is an open vote: everybody at the meeting sees who raises a hand."),
    },
    "card_why": {
        "more": N_("More cards"),
        "lost": N_("Lost"),
        "spoilt": N_("Spoilt"),
        "misprinted": N_("Badly printed"),
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
    "origin": {
        "phone": N_("With cards, on a phone"),
        "hall": N_("On paper, in the hall"),
        "isibo": N_("On paper, in isibo"),
        "hands": N_("Hands raised at the meeting, or none"),
        "beans": N_("Beans in jars"),
    },
    "tally_gone": {
        "names": N_("A name or a signature could be read on it."),
        "asked": N_("Somebody asked for it under the law."),
        "numbers": N_("A number on it pointed at few people."),
    },
    "decided": {
        "taken": N_("Taken by the meeting"),
        "dropped": N_("Not taken by the meeting"),
    },
    "why": {
        "funded": N_("Chosen"),
        "does_not_fit": N_("Not enough money left"),
        "over_budget": N_("Over the budget"),
        "no_votes": N_("No votes"),
        "below_threshold": N_("Too few votes"),
        "excluded": N_("Excluded"),
        "not_affordable": N_("Not enough shares"),
        "stopped": N_("Not reached"),
        "no_quorum": N_("No quorum"),
        "rejected": N_("Not accepted"),
        "not_chosen": N_("Not chosen"),
    },
}
