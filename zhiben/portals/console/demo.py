"""Demo mode only: the invented accounts, offered on the sign-in page to be filled in with one press."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, kw_only=True)
class DemoAccount:
    """``who`` is what the visitor reads: "县住建局监督员 林晓"."""

    username: str
    password: str
    who: str


_sources: list[Callable[[], Sequence[DemoAccount]]] = []


def offer_demo_accounts(source: Callable[[], Sequence[DemoAccount]]) -> None:
    """Called by the demo world. ``source`` returns only accounts that exist."""
    _sources.append(source)


def demo_accounts() -> list[DemoAccount]:
    """Empty outside demo mode, whatever has been registered."""
    if not settings.DEMO:
        return []
    return [account for source in _sources for account in source()]
