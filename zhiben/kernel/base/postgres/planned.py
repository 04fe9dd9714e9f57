"""Statements of triggers that see all rows of a statement at once: planned for as many as there are."""

from collections.abc import Sequence
from typing import Final

FEW: Final = 100


def planned_by_size(rows: str, statements: Sequence[str]) -> str:
    """PL/pgSQL that runs ``statements``, which read the transition table ``rows``.

    A function keeps the plan of its first use in a session: made for one row it meets every old row with every new one
    when a ledger of a hundred thousand comes, and made for those it reads whole tables for one row. So few rows keep
    theirs, and many are planned anew each time.
    """
    kept = " ".join(statements)
    anew = " ".join(f"execute $planned${one.rstrip().removesuffix(';')}$planned$;" for one in statements)
    return f"if (select count(*) from {rows}) > {FEW} then {anew} else {kept} end if;"  # noqa: S608
