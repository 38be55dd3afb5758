"""Looking into a village's books from outside: facts, flags, samples."""
