"""What the data law gives a household: to see, correct, object, be forgotten, know who looked."""
