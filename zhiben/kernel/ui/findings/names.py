"""What agencies are called: the register of agencies lies above the kernel and plugs in here."""

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

Source = Callable[[Iterable[UUID]], Mapping[UUID, str]]
_source: list[Source] = []


def use_agency_names(source: Source) -> None:
    """Called once, when the program starts. One query for any number."""
    _source[:] = [source]


def agency_names(ids: Iterable[UUID | None]) -> Mapping[UUID, str]:
    wanted = {pk for pk in ids if pk is not None}
    return _source[0](wanted) if _source and wanted else {}
