"""The verifier without the app: what the single file `ubudehe-verify.pyz` runs."""

import argparse
import sys

from ubudehe.verifier.command import add_arguments, run
from ubudehe.verifier.speaking import packed_speech


def main() -> None:
    """Verify what was named on the command line."""
    parser = argparse.ArgumentParser(
        prog="ubudehe-verify", description="Prove that a village's record is whole and adds up."
    )
    add_arguments(parser)
    sys.exit(run(parser.parse_args(), packed_speech))


if __name__ == "__main__":
    main()
