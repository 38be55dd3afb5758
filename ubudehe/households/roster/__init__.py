"""The members of households one by one, as an option of a village: the counts follow from them."""
