"""Taking a table of households from a file into the register, all rows or none."""
