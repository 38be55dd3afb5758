"""`ubudehe publish`: enter signed heads into the country's log."""

import argparse

import ubudehe.app  # noqa: F401 - all rooms' tables are there
from ubudehe.cli.prepared import prepared_services
from ubudehe.cli.speaking import tell
from ubudehe.record.heads import WillNotSign
from ubudehe.record.rules.notes import BadNote
from ubudehe.record.witnesses import WitnessedFork


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    command.set_defaults(run=_publish)


def _publish(_arguments: argparse.Namespace) -> int:
    """Do one step of publishing; 1 where something was refused or is not cosigned enough."""
    services = prepared_services()
    try:
        step = services.publisher.step(services.clock())
    except (WitnessedFork, WillNotSign, BadNote) as error:
        why = error.plainly if isinstance(error, WillNotSign) else error
        tell(f"Nothing was published: {why}.")
        return 1
    finally:
        services.database.close()
    if step is None:
        tell("Another process is publishing.")
        return 0
    for log in step.refused:
        tell(f"{log}: the record does not continue what was signed; it is left out.")
    tell(f"{step.entered} heads entered.")
    if step.given is not None:
        enough = "" if step.cosigned else " It is not the newest, or lacks cosignatures."
        tell(f"Published: {step.given.checkpoint.size} heads.{enough}")
    return 0 if step.given is None or (step.cosigned and not step.refused) else 1
