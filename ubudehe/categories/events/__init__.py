"""What happens to households between rounds."""
