"""What a row of the ledger means beyond its cells: in which state, since when, until when, and what is public of it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from zhiben.domains.listings.ledgers.projects import Book
from zhiben.domains.listings.services.publicity import address_of
from zhiben.domains.listings.terms import ListingState as S
from zhiben.kernel.base.clock import day_of, end_of_day, start_of_day
from zhiben.kernel.base.text import name_key
from zhiben.kernel.papers.ledger import Run, StagedRow
from zhiben.kernel.parameters.queries import standing

NOT_PASSED: Final = ("不合格", "未通过", "不通过", "继续督办", "不予解除")
STATE_SAID: Final = ("plan", "reported", "reviewed", "delisted", "delist_no", "listed")
DAYS: Final = (
    ("deadline", "治理期限"), ("plan", "治理方案报送日期"), ("reported", "治理报告日期"), ("reviewed", "现场审查日期"),
    ("delisted", "解除日期"),
)  # fmt: skip
OFFICIAL: Final = str.maketrans("[]【】", "〔〕〔〕")


def key(values: Mapping[str, Any]) -> str:
    """督办文号 within its 督办单位."""
    number = name_key(str(values.get("number") or ""))
    return f"{number}|{values.get('_agency') or ''}" if number else ""


def prepare(run: Run, rows: Sequence[StagedRow]) -> None:
    book, publishing = Book.read(run, rows), Publishing(run)
    for row in rows:
        if number := row.values.get("number"):
            row.values["_number"] = str(number).translate(OFFICIAL)
        book.place(row)
        _prepare_words(row)
        _prepare_state(run, row)
        _check_days(run, row)
        publishing.prepare(row)


def _prepare_words(row: StagedRow) -> None:
    if matter := row.values.get("matter"):
        words = " ".join(str(matter).split())
        row.values["_title"] = f"挂牌督办：{words if len(words) <= 40 else words[:39] + '…'}"
    if listed := row.values.get("listed"):
        row.values["_opened_at"] = start_of_day(date.fromisoformat(listed)).isoformat()


def _prepare_state(run: Run, row: StagedRow) -> None:
    """How far it has come, by what the ledger has filled in."""
    said = row.values
    if not any(said.get(name) for name in STATE_SAID):
        return
    state = _state(said)
    said |= {"_state": state.value, "_closed_at": None, "_delisted": None, "_due_at": None}
    if state == S.DELISTED:
        day = said.get("delisted") or said.get("reviewed")
        said |= {"_delisted": day or day_of(run.at).isoformat(), "_closed_at": run.at.isoformat()}
        if day:
            said["_closed_at"] = min(end_of_day(date.fromisoformat(day)), run.at).isoformat()
        else:
            row.warn("delist", "写了解除文号，没有解除日期和审查日期，解除日期按导入当天记")
    elif said.get("deadline"):
        said["_due_at"] = end_of_day(date.fromisoformat(said["deadline"])).isoformat()


def _state(said: Mapping[str, Any]) -> S:
    if said.get("delisted") or said.get("delist_no"):
        return S.DELISTED
    if said.get("reviewed"):
        failed = any(word in str(said.get("opinion") or "") for word in NOT_PASSED)
        return S.GOVERNING if failed else S.REVIEWED
    if said.get("reported"):
        return S.REPORTED
    return S.GOVERNING if said.get("plan") else S.LISTED


def _check_days(run: Run, row: StagedRow) -> None:
    said, today = row.values, day_of(run.at).isoformat()
    listed = said.get("listed")
    if listed and listed > today:
        row.error("listed", f"督办日期 {listed} 在今天之后")
    for name, label in DAYS:
        day = said.get(name)
        if day and listed and day < listed:
            row.error(name, f"{label} {day} 早于督办日期 {listed}")
        elif day and name != "deadline" and day > today:
            row.error(name, f"{label} {day} 在今天之后")


class Publishing:
    """公开 of what is taken over, as the parameters of each place say today: one query a place."""

    def __init__(self, run: Run) -> None:
        self.day = day_of(run.at)
        self.places: dict[str, dict[str, Any]] = {}

    def prepare(self, row: StagedRow) -> None:
        place, listed = row.values.get("_place"), row.values.get("listed")
        if not place or not listed:
            return
        held = self._held(str(place))
        if held.get("listings.public"):
            after = timedelta(days=int(held["listings.public_after_days"]))
            row.values["_public_from"] = (date.fromisoformat(listed) + after).isoformat()
            row.values["_public_url"] = row.values.get("public_url") or address_of(str(row.values.get("_number") or ""))
        if done := row.values.get("_delisted"):
            keep = timedelta(days=int(held["listings.public_keep_days"]))
            row.values["_public_until"] = (date.fromisoformat(done) + keep).isoformat()

    def _held(self, place: str) -> dict[str, Any]:
        if place not in self.places:
            self.places[place] = {k: r.value for k, r in standing(path=place, on=self.day).items()}
        return self.places[place]
