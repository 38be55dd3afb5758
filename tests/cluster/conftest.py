"""The test of the cluster takes a quarter of an hour: only `make cluster` asks for it."""

import os

_OURS = ["test_failover.py", "test_replica.py", "test_waiting.py"]
collect_ignore = [] if os.environ.get("UBUDEHE_CLUSTER") else _OURS
