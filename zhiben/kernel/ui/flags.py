"""Flags: what must be seen at once on a subject, wherever it is shown: its page, lists of it, the interface.

A flag is asked for, never stored: what is computed cannot lie.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Flag:
    """``label`` is the chip of a list, ``title`` the first line of the banner, ``lines`` the rest of it."""

    code: str
    label: str
    title: str
    lines: tuple[str, ...] = ()
    url: str = ""
    tone: str = "red"


Load = Callable[[Sequence[UUID], datetime], Mapping[UUID, Sequence[Flag]]]
_loaders: Final[dict[str, dict[str, Load]]] = {}


def register_flags(subject: str, key: str, load: Load) -> None:
    """``load`` answers for many subjects with a constant number of queries. Called from ``AppConfig.ready``."""
    _loaders.setdefault(subject, {})[key] = load


def flags_of(subject: str, ids: Iterable[UUID], at: datetime) -> dict[UUID, list[Flag]]:
    """Flags of each subject; row-level security keeps out what the reader may not see."""
    wanted = list(ids)
    found: dict[UUID, list[Flag]] = {pk: [] for pk in wanted}
    if wanted:
        for _, load in sorted(_loaders.get(subject, {}).items()):
            for pk, flags in load(wanted, at).items():
                found[pk] += flags
    return found
