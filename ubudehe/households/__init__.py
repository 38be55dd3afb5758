"""The register of households: who lives where and how, kept private, counted in public."""
