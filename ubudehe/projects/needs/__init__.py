"""Needs: what the village lacks, as people said it, and which comes first."""
