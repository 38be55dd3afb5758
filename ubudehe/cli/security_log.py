"""`ubudehe security-log`: print the log of security events, a line of JSON for each."""

import argparse

from ubudehe.cli.speaking import day, tell
from ubudehe.settings import prove_folder, read_settings
from ubudehe.storage.security_log import SecurityLog, counters_of


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    command.add_argument("--since", type=day, metavar="DAY", help="such as 2026-05-31")
    command.set_defaults(run=_print)


def _print(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    prove_folder(settings)
    log = SecurityLog(settings.data / "security", b"", counters_of(settings.data))
    for line in log.lines(arguments.since):
        tell(line)
    return 0
