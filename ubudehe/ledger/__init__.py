"""The village fund: double entry that needs no accountant, and two people for every payment."""
