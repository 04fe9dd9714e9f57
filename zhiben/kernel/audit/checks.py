"""Checks that other packages add to the verification of the audit: each says what it finds wrong, in sentences."""

from collections.abc import Callable, Iterable, Iterator

Check = Callable[[], Iterable[str]]
_checks: dict[str, Check] = {}


def register_check(label: str, check: Check) -> None:
    """Called from each package's ``AppConfig.ready``. ``label`` says what was looked through."""
    _checks[label] = check


def run_checks() -> Iterator[tuple[str, list[str]]]:
    """Every check with what it found; an empty list means that all is well."""
    for label in sorted(_checks):
        yield label, list(_checks[label]())
