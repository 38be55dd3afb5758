"""The server's own log: lines of JSON, without anything that somebody typed.

Of an error its kind and where it came from are kept. What it says may hold a name or a number that
stood in a form, so that is left out; only an operating system's word («No space left on device») is
nobody's.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

_DEEPEST = 12


class JsonLines(logging.Formatter):
    """One line of JSON for each message."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a message."""
        at = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, object] = {
            "at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line["error"] = type(error).__name__
            if isinstance(error, OSError) and error.strerror:
                line["reason"] = error.strerror
            frames = traceback.extract_tb(error.__traceback__)[-_DEEPEST:]
            line["where"] = [f"{one.filename}:{one.lineno} {one.name}" for one in frames]
        return json.dumps(line, ensure_ascii=False)


def log_lines() -> None:
    """Let everything that is logged in this process go to the standard error as lines of JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
