"""A witness: another institution's small server that cosigns heads only of logs that grow."""
