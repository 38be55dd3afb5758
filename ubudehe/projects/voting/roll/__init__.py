"""The roll: who may vote, and who came."""
