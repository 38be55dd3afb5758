"""The days on which offices do not work."""
