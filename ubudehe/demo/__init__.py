"""A year in three villages, done by the same actions as people's; and rehearsals made of it."""
