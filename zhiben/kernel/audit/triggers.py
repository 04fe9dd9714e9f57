"""Triggers of any package that keeps a history: tables only added to, versions noted by set."""

import pghistory
import pgtrigger


def append_only(name: str) -> pgtrigger.Protect:
    """Refuses UPDATE and DELETE in the database itself, whoever asks."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)


def history_by_set() -> tuple[pghistory.InsertEvent, pghistory.UpdateEvent]:
    """What ``pghistory.track`` takes for a table that ledgers fill: the same versions, for all new rows at once.

    Row by row, each new row looks its context up and locks it again. Changes stay row by row: a statement trigger joins
    the rows before with those after, by a plan kept from its first use in the session, which may have been of one row.
    """
    return pghistory.InsertEvent(level=pghistory.Statement), pghistory.UpdateEvent()
