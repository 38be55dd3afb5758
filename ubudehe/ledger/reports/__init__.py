"""Projects that are finished: what was planned, what came of it, told to the assembly."""
