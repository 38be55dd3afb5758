"""The test of the cluster takes a quarter of an hour: only `make cluster` asks for it."""

import os

collect_ignore = (
    [] if os.environ.get("UBUDEHE_CLUSTER") else ["test_failover.py", "test_waiting.py"]
)
