"""Where villages are: country, province, district, sector, cell, village."""
