"""The record as pure functions: canonical bytes, hash trees, signed notes, commitments."""
