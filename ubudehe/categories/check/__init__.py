"""Where a household looks itself up with the code on its slip."""
