"""Taking in the divisions that come with the product. Rows are compared by set; the second time changes nothing."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final

from django.db import transaction
from pypinyin import Style, lazy_pinyin

from zhiben.registry.agencies.models import Division
from zhiben.registry.agencies.paths import codes_on, path_of
from zhiben.registry.agencies.terms import Level

FILE: Final = Path(__file__).parent / "data" / "divisions.csv"
NAMELESS: Final = (Level.NATION.value,)
COMPARED: Final = (
    "name", "full_name", "initials", "level", "parent_id", "path", "province", "city", "county",
    "valid_from", "valid_to", "note",
)  # fmt: skip


def load_divisions(file: Path = FILE) -> int:
    """Add and correct divisions from the file; those an administrator added stay. Returns rows written."""
    given = read_divisions(file)
    held = {d.code: d for d in Division.objects.all()}
    new = [d for d in given if d.code not in held]
    for division in given:
        _keep_what_was_replaced(division, held.get(division.code))
    changed = [d for d in given if d.code in held and _differs(held[d.code], d)]
    with transaction.atomic():
        successors = {d.code: d.successor_id for d in given if d.successor_id}
        for division in new:
            division.successor_id = None
        Division.objects.bulk_create(new, batch_size=1000)
        Division.objects.bulk_update(changed, COMPARED, batch_size=500)
        _link(successors)
    return len(new) + len(changed)


def read_divisions(file: Path = FILE) -> list[Division]:
    """The file's rows as unsaved divisions, parents first."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    made: dict[str, Division] = {}
    for row in sorted(rows, key=lambda r: list(Level).index(Level(r["level"]))):
        made[row["code"]] = make_division(
            code=row["code"], name=row["name"], level=Level(row["level"]), parent=made.get(row["parent"]),
            valid_from=_day(row["valid_from"]), valid_to=_day(row["valid_to"]), note=row["note"],
            successor=row["successor"],
        )  # fmt: skip
    return list(made.values())


def make_division(
    *, code: str, name: str, level: Level, parent: Division | None, valid_from: date | None = None,
    valid_to: date | None = None, note: str = "", successor: str = "",
) -> Division:  # fmt: skip
    """An unsaved division with everything that follows from its code, name and parent."""
    path = path_of(code, level, parent.path if parent else "")
    province, city, county = codes_on(path)
    above = parent.full_name if parent and parent.level not in NAMELESS else ""
    return Division(
        code=code, name=name, full_name=above + name, initials=initials_of(name), level=level, parent=parent, path=path,
        province=province, city=city, county=county, valid_from=valid_from, valid_to=valid_to, note=note,
        successor_id=successor or None,
    )  # fmt: skip


def initials_of(text: str) -> str:
    """Pinyin initials in lower case: ``福州市`` → ``fzs``."""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()


def _link(successors: dict[str, str]) -> None:
    """Successors after all rows are there, whatever their order."""
    rows = Division.objects.filter(code__in=successors).only("code", "successor_id")
    wrong = [d for d in rows if d.successor_id != successors[d.code]]
    for division in wrong:
        division.successor_id = successors[division.code]
    Division.objects.bulk_update(wrong, ["successor"])


def _keep_what_was_replaced(given: Division, held: Division | None) -> None:
    """A merger entered by an administrator stays until the file knows of it too."""
    if held is not None and held.valid_to is not None and given.valid_to is None:
        given.valid_to, given.note = held.valid_to, held.note


def _differs(held: Division, given: Division) -> bool:
    return any(getattr(held, name) != getattr(given, name) for name in COMPARED)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def paths_by_code(codes: Iterable[str] | None = None) -> dict[str, str]:
    """Path of each division."""
    rows = Division.objects.all() if codes is None else Division.objects.filter(code__in=set(codes))
    return dict(rows.values_list("code", "path"))
