"""What a command is: a name, its arguments, what it needs, what it does."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass


def no_arguments(_: ArgumentParser) -> None:
    return


@dataclass(frozen=True, kw_only=True)
class Command:
    """One command of ``python3 -m zhiben``.

    ``run`` gets the parsed options and returns the exit code. With ``database`` (the usual case) Django is set up, the
    database runs and is migrated, and the command acts as the system. Modules in ``commands`` import Django and the
    rooms they call inside ``run``, never at their top: every start of the program reads all of them.
    """

    name: str
    help: str
    run: Callable[[Namespace], int]
    arguments: Callable[[ArgumentParser], None] = no_arguments
    database: bool = True
    passes_on: bool = False  # unknown arguments go into ``options.rest``
