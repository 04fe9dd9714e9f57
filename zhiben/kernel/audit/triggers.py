"""The trigger that makes a table append-only, for any package that keeps a history."""

import pgtrigger


def append_only(name: str) -> pgtrigger.Protect:
    """Refuses UPDATE and DELETE in the database itself, whoever asks."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)
