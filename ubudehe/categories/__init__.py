"""Categories of households: decided by the assembly, posted, appealed, final."""
