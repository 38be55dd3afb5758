"""`python -m ubudehe.cli`."""

from ubudehe.cli import main

main()
