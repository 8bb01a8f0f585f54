"""`python -m hub.cli` is `hub`."""

from hub.cli import main

main(prog_name="hub")
