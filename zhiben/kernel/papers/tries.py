"""Limits on guessing: so many wrong codes per thing and address, counted without keeping an address."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, TypeVar

from django.db import transaction

from zhiben.kernel.base.errors import Refusal
from zhiben.kernel.crypto.index import blind_index
from zhiben.kernel.papers.models import WrongTries

T = TypeVar("T")
WINDOW: Final = timedelta(minutes=15)
MOST_WRONG: Final = 5
MOST_WRONG_EVERYWHERE: Final = 50  # many addresses guessing at one thing together
MOST_WRONG_AT_A_DOOR: Final = 60  # one address, which may be a whole office, guessing at one thing after the other
TOO_MANY: Final = "输错次数太多。请 15 分钟后再试，或者联系监督机构核对。"

TOO_OFTEN: Final = "这个网络上要的次数太多。请 15 分钟后再试。"


def limited(thing: str, address: str, attempt: Callable[[], T], *, at: datetime, door: str = "") -> T:
    """Run ``attempt`` unless there were too many wrong ones. A refusal with status 403 counts as wrong.

    ``door`` names where many things can be guessed at; there an address also has a limit for all of them together.
    Works in the caller's transaction, which must not be rolled back when the refusal is raised: the caller catches it.
    Raises Refusal 429 when the limit is reached. Tries on one thing from one address wait for each other.
    """
    counters = [(_key(thing, address), MOST_WRONG), (_key(thing, ""), MOST_WRONG_EVERYWHERE)]
    counters += [(_key(f"door {door}", address), MOST_WRONG_AT_A_DOOR)] if door else []
    rows = [_row(key, at) for key, _ in counters]
    if any(row.failures >= most for row, (_, most) in zip(rows, counters, strict=True)):
        raise Refusal(TOO_MANY, status=429, title="稍后再试")
    try:
        with transaction.atomic():
            return attempt()
    except Refusal as refusal:
        if refusal.status == 403:
            for row in rows:
                row.failures += 1
                row.save(update_fields=["failures"])
        raise


def counted(thing: str, address: str, *, most: int, at: datetime) -> None:
    """One more of what an address may do so often in the window, right or wrong. Raises Refusal 429 beyond that."""
    row = _row(_key(thing, address), at)
    if row.failures >= most:
        raise Refusal(TOO_OFTEN, status=429, title="稍后再试")
    row.failures += 1
    row.save(update_fields=["failures"])


def _row(key: str, at: datetime) -> WrongTries:
    WrongTries.objects.filter(key=key, since__lte=at - WINDOW).delete()
    WrongTries.objects.bulk_create([WrongTries(key=key, since=at)], ignore_conflicts=True)
    return WrongTries.objects.select_for_update().get(key=key)


def _key(thing: str, address: str) -> str:
    return blind_index(f"{thing}|{address}", purpose="wrong-tries")
