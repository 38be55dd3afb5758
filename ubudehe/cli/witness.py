"""`ubudehe witness`: cosign the heads of other servers' logs."""

import argparse

from ubudehe.cli.speaking import PORT
from ubudehe.settings import read_settings
from ubudehe.witness.command import add_witness_arguments


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    add_witness_arguments(command, lambda: read_settings().data, PORT)
