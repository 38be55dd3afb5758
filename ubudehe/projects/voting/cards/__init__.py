"""The life of voting cards: printed in batches, declared void, printed anew."""
