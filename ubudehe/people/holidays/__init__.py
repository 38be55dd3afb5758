"""Days off that an officer announces, beside those that the country's pack knows."""
