"""The command line. Each command is a file in ``commands`` with a ``COMMAND``; see ``zhiben.cli.command``."""

from zhiben.cli.main import main

__all__ = ["main"]
