"""Copying records into a folder that verifies alone, and keeping the copy up to date."""
