"""Writing the staff ledger: agencies, departments, accounts, officers, grants, each table once and by set."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import connection
from psycopg.types.json import Jsonb
from pypinyin import lazy_pinyin

from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import ReachKind
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.papers import effects
from zhiben.kernel.papers.ledger import Run
from zhiben.kernel.papers.models import StagingRow
from zhiben.kernel.papers.writing import Stored, mark_updated, write_rows
from zhiben.registry.agencies.models import Agency, Department, Division, Officer
from zhiben.registry.agencies.terms import AgencyKind

OFFICERS: Final = Officer._meta.db_table
STORED: Final = (
    Stored("name", "name"), Stored("agency_id", "_agency_id", "uuid", "null"),
    Stored("department_id", "_department_id", "uuid", "null"), Stored("position", "position"),
    Stored("certificate_no", "certificate_no"), Stored("certificate_to", "certificate_to", "date", "null"),
    Stored("user_id", "_user_id", "uuid", "null"),
)  # fmt: skip
FOUND: Final = """
update papers_stagingrow s set parsed = s.parsed || w.said
  from unnest(%(rows)s::int[], %(said)s::jsonb[]) w(row_no, said)
 where s.batch_id = %(batch)s and s.row_no = w.row_no
"""
BASE: Final = "select username from access_user where regexp_replace(username, '[0-9]+$', '') = any(%(bases)s)"
NO_PASSWORD: Final = "!"  # noqa: S105 - nobody can sign in with it; the first password is made when the slip is printed
IDS: Final = "select unnest(%(ids)s::uuid[])"
BATCH: Final = 1000


@dataclass
class Row:
    """One good row on its way into the tables."""

    row_no: int
    said: dict[str, Any]
    officer: Officer | None
    agency: Agency
    department: Department | None = None
    user_id: UUID | None = None

    @property
    def roles(self) -> list[str]:
        return self.said.get("_roles") or []

    @property
    def person(self) -> str:
        """What makes two rows one person: the account, else the telephone; empty when only the row itself does."""
        return str(self.said.get("username") or self.said.get("_phone_index") or "")


def apply(run: Run) -> None:
    rows = _rows(run)
    _departments(run, rows)
    _accounts(run, rows)
    _tell_staging(run, rows)
    write_rows(run, OFFICERS, STORED, born={"valid_from": "%(day)s::date"}, more={"day": day_of(run.at)})
    changed = _grants(run, rows)
    _mark(run, rows, changed)


def _rows(run: Run) -> list[Row]:
    staged = list(StagingRow.objects.filter(batch_id=run.batch_id, status="good").order_by("row_no"))
    officers = Officer.objects.in_bulk([s.target_id for s in staged if s.target_id])
    agencies = _agencies(run, [s.parsed for s in staged])
    return [
        Row(s.row_no, s.parsed, officers.get(s.target_id) if s.target_id else None, agencies[_agency_key(s.parsed)])
        for s in staged
    ]  # fmt: skip


def _agency_key(said: dict[str, Any]) -> tuple[str, str]:
    return said["_division"], said["_agency_key"]


def _agencies(run: Run, said: Sequence[dict[str, Any]]) -> dict[tuple[str, str], Agency]:
    """Those there are and those that the sheet names first; a new one is put under the nearest that fits."""
    wanted = {_agency_key(one): one for one in reversed(said)}
    rows = Agency.objects.filter(
        name_key__in={k for _, k in wanted}, division_id__in={d for d, _ in wanted}, valid_to=None
    )
    held = {(a.division_id, a.name_key): a for a in rows}
    divisions = Division.objects.in_bulk({d for d, _ in wanted})
    made = [
        _new_agency(one, divisions[division], day_of(run.at))
        for (division, name), one in sorted(wanted.items())
        if (division, name) not in held
    ]
    _put_under(made, [*held.values(), *made])
    Agency.objects.bulk_create(sorted(made, key=lambda a: (len(a.path), a.kind)), batch_size=BATCH)
    _note(run, Agency, made)
    return held | {(a.division_id, a.name_key): a for a in made}


def _new_agency(said: dict[str, Any], place: Division, day: date) -> Agency:
    return Agency(
        name=said["agency"], name_key=said["_agency_key"], division=place, path=place.path, level=place.level,
        kind=said.get("kind") or said.get("_kind") or AgencyKind.AUTHORITY, valid_from=day,
    )  # fmt: skip


def _put_under(made: Sequence[Agency], fresh: Sequence[Agency]) -> None:
    """A station under the authority of its place, an authority under that of the nearest place above."""
    paths = {a.path[:n] for a in made for n in range(len(a.path) + 1) if n == 0 or a.path[n - 1] == "."}
    authorities = {a.path: a for a in Agency.objects.filter(path__in=paths, kind=AgencyKind.AUTHORITY, valid_to=None)}
    authorities |= {a.path: a for a in fresh if a.kind == AgencyKind.AUTHORITY and a.path not in authorities}
    for one in made:
        above = _paths_above(one.path)
        candidates = above if one.kind == AgencyKind.STATION else above[1:]
        one.parent = next((authorities[p] for p in candidates if p in authorities and authorities[p] is not one), None)


def _paths_above(path: str) -> list[str]:
    parts = path.split(".")[:-1]
    return ["".join(f"{p}." for p in parts[:n]) for n in range(len(parts), -1, -1)]


def _departments(run: Run, rows: Sequence[Row]) -> None:
    named = [row for row in rows if row.said.get("department")]
    held = {(d.agency_id, d.name): d for d in Department.objects.filter(agency_id__in={row.agency.pk for row in named})}
    made: dict[tuple[UUID, str], Department] = {}
    for row in named:
        key = (row.agency.pk, str(row.said["department"]))
        if key not in held:
            made.setdefault(key, Department(agency=row.agency, name=key[1]))
        row.department = held.get(key) or made[key]
    Department.objects.bulk_create(made.values(), batch_size=BATCH)
    _note(run, Department, made.values())


def _accounts(run: Run, rows: Sequence[Row]) -> None:
    """Whoever has a role has an account: the one named, the one the officer has, or a new one."""
    named = {
        u.username: u.pk
        for u in User.objects.filter(username__in=[r.said["username"] for r in rows if r.said.get("username")])
    }
    free = _Names([row for row in rows if row.roles])
    made: dict[str, User] = {}
    for row in rows:
        row.user_id = named.get(str(row.said.get("username") or "")) or (row.officer.user_id if row.officer else None)
        if row.user_id is None and row.roles:
            user = made.get(row.person) if row.person else None
            if user is None:
                user = made[row.person or str(row.row_no)] = _new_user(row, free)
            row.user_id = user.pk
    User.objects.bulk_create(made.values(), batch_size=BATCH)
    _note(run, User, made.values())
    _telephones(run, rows, {u.pk for u in made.values()})
    if made:
        record_act(
            actor=run.actor, verb="account.open", at=run.at, object_kind="import", object_id=run.batch_id,
            count=len(made), usernames=sorted(u.username for u in made.values()),
        )  # fmt: skip


def _new_user(row: Row, free: "_Names") -> User:
    cipher = row.said.get("_phone_cipher")
    return User(
        username=row.said.get("username") or free.take(row.said["name"]), name=row.said["name"], password=NO_PASSWORD,
        must_change_password=True, phone_masked=row.said.get("_phone_masked", ""),
        phone_cipher=bytes.fromhex(cipher) if cipher else None,
    )  # fmt: skip


class _Names:
    """Account names by pinyin that nobody has yet: 张三 → zhangsan, then zhangsan2."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.taken = {str(row.said["username"]) for row in rows if row.said.get("username")}
        bases = sorted({self.base(row.said["name"]) for row in rows})
        with connection.cursor() as cursor:
            cursor.execute(BASE, {"bases": bases})
            self.taken |= {name for (name,) in cursor.fetchall()}
        self.next: dict[str, int] = {}

    @staticmethod
    def base(name: str) -> str:
        letters = "".join(c for c in "".join(lazy_pinyin(name)).lower() if c.isascii() and c.isalnum())
        return letters[:50].rstrip("0123456789") or "user"

    def take(self, name: str) -> str:
        base = self.base(name)
        number = self.next.get(base, 1)
        while (found := base if number == 1 else f"{base}{number}") in self.taken:
            number += 1
        self.taken.add(found)
        self.next[base] = number + 1
        return found


def _telephones(run: Run, rows: Sequence[Row], new: set[UUID]) -> None:
    """A telephone that differs replaces the one the account has; compared by its mask, as ciphertexts never agree."""
    said = {r.user_id: r.said for r in rows if r.user_id and r.user_id not in new and r.said.get("_phone_masked")}
    users = [u for u in User.objects.filter(pk__in=said) if u.phone_masked != said[u.pk]["_phone_masked"]]
    if not users:
        return
    effects.note_before(run, User._meta.db_table, IDS, {"ids": [u.pk for u in users]})
    for user in users:
        user.phone_masked = said[user.pk]["_phone_masked"]
        user.phone_cipher = bytes.fromhex(said[user.pk]["_phone_cipher"])
    User.objects.bulk_update(users, ["phone_masked", "phone_cipher"], batch_size=BATCH)
    effects.note_after(run, User._meta.db_table)


def _tell_staging(run: Run, rows: Sequence[Row]) -> None:
    """What was found and made, for the statement that writes the officers."""
    said = [
        Jsonb({
            "_agency_id": str(r.agency.pk), **({"_department_id": str(r.department.pk)} if r.department else {}),
            **({"_user_id": str(r.user_id)} if r.user_id else {}),
        })
        for r in rows
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(FOUND, {"rows": [r.row_no for r in rows], "said": said, "batch": run.batch_id})


def _grants(run: Run, rows: Sequence[Row]) -> set[int]:
    """New roles only: nothing is taken away by a sheet. Returns the numbers of rows that brought one."""
    users = {row.user_id for row in rows if row.user_id}
    running = Grant.objects.in_force(run.at).own().filter(user_id__in=users)
    held: set[tuple[Any, Any, str]] = set(running.values_list("user_id", "reach_id", "role"))
    made: list[Grant] = []
    brought: set[int] = set()
    for row in rows:
        new = [role for role in row.roles if row.user_id and (row.user_id, row.agency.pk, role) not in held]
        held |= {(row.user_id, row.agency.pk, role) for role in new}
        made += [_new_grant(run, row.user_id, row.agency, role) for role in new if row.user_id]
        brought |= {row.row_no} if new else set()
    Grant.objects.bulk_create(made, batch_size=BATCH)
    _note(run, Grant, made)
    if made:
        record_act(
            actor=run.actor, verb="grant.add", at=run.at, object_kind="import", object_id=run.batch_id, count=len(made)
        )
    return brought


def _new_grant(run: Run, user_id: UUID, agency: Agency, role: str) -> Grant:
    return Grant(
        user_id=user_id, role=role, reach=ReachKind.AGENCY, reach_id=agency.pk, reach_name=agency.name,
        path=agency.path, level=agency.level, valid_from=run.at, granted_by=run.actor.user_id,
    )  # fmt: skip


def _mark(run: Run, rows: Sequence[Row], changed: set[int]) -> None:
    numbers = ", ".join(str(row.row_no) for row in rows if row.officer and row.row_no in changed)
    if numbers:
        brought = f"select target_id from papers_stagingrow where batch_id = %(batch)s and row_no in ({numbers})"  # noqa: S608
        mark_updated(run, brought)


def _note(run: Run, model: type[Any], made: Iterable[Any]) -> None:
    effects.note_created(run, model._meta.db_table, IDS, {"ids": [one.pk for one in made]})
