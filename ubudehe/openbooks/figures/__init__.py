"""What is kept of places for the pages above villages: counted beside the acts (decision 0136)."""
