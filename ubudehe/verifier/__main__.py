"""The verifier without the app: what the single file `ubudehe-verify.pyz` runs."""

import argparse
import sys

from ubudehe.verifier import command
from ubudehe.verifier.mirrors import command as mirrors
from ubudehe.verifier.speaking import packed_speech


def main() -> None:
    """Verify what was named on the command line; or copy it, if the first word is «mirror»."""
    words = sys.argv[1:]
    if words[:1] == ["mirror"]:
        parser = argparse.ArgumentParser(prog="ubudehe-verify mirror")
        mirrors.add_arguments(parser)
        sys.exit(mirrors.run(parser.parse_args(words[1:]), packed_speech))
    parser = argparse.ArgumentParser(
        prog="ubudehe-verify",
        description="Prove that a village's record is whole and adds up.",
        epilog="To copy records into a folder: ubudehe-verify mirror URL FOLDER",
    )
    command.add_arguments(parser)
    sys.exit(command.run(parser.parse_args(words), packed_speech))


if __name__ == "__main__":
    main()
