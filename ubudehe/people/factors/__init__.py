"""The second factor: codes of an app or from paper, asked after the PIN."""
