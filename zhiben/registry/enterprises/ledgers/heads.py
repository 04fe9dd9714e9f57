"""主要负责人 and 实际控制人 in the ledger of enterprises: read, written by set, listed."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import connection

from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.ids import NEW_ID
from zhiben.kernel.base.text import plain_text
from zhiben.kernel.crypto import blind_index, mask_phone, open_sealed, seal
from zhiben.kernel.events.outbox import publish_many
from zhiben.kernel.papers import effects
from zhiben.kernel.papers.columns import Column
from zhiben.kernel.papers.ledger import Run, StagedRow
from zhiben.kernel.papers.terms import CellType as T
from zhiben.kernel.papers.writing import mark_updated
from zhiben.registry.enterprises.events import HeadNamed
from zhiben.registry.enterprises.models import EnterprisePost
from zhiben.registry.enterprises.queries import heads_of
from zhiben.registry.enterprises.services.posts import PURPOSE
from zhiben.registry.enterprises.terms import HeadPost

TABLE: Final = EnterprisePost._meta.db_table
HEAD_COLUMNS: Final = (
    Column("principal", "主要负责人", ("企业主要负责人", "企业负责人", "主要负责人姓名"), longest=64),
    Column("principal_phone", "主要负责人电话", ("主要负责人手机号", "企业负责人电话"), type=T.PHONE),
    Column("controller", "实际控制人", ("实控人", "实际控制人姓名"), longest=64),
    Column("controller_phone", "实际控制人电话", ("实控人电话", "实际控制人手机号"), type=T.PHONE),
)
SAID: Final = """papers_stagingrow s
 where s.batch_id = %(batch)s and s.status in ('created', 'updated', 'unchanged')
   and coalesce(s.parsed ->> '{key}', '') <> ''"""
PRESENT: Final = """
select p.id from {table} p, {said} and p.enterprise_id = s.target_id and p.post = %(post)s
   and p.valid_to is null and p.valid_from <= %(today)s
   and (p.name <> s.parsed ->> '{key}'
        or (s.parsed ? '_{key}_index' and p.phone_index <> s.parsed ->> '_{key}_index'))"""
SAME: Final = """
update {table} p set phone_cipher = decode(s.parsed ->> '_{key}_cipher', 'hex'),
       phone_index = s.parsed ->> '_{key}_index', phone_masked = s.parsed ->> '_{key}_masked'
  from {said} and p.enterprise_id = s.target_id and p.post = %(post)s and p.valid_to is null
   and p.name = s.parsed ->> '{key}' and s.parsed ? '_{key}_index' and p.phone_index <> s.parsed ->> '_{key}_index'
returning p.enterprise_id"""
LEAVE: Final = """
update {table} p set valid_to = %(today)s
  from {said} and p.enterprise_id = s.target_id and p.post = %(post)s and p.valid_to is null
   and p.valid_from <= %(today)s and p.name <> s.parsed ->> '{key}'"""
ENTER: Final = """
insert into {table} (id, enterprise_id, post, name, phone_masked, phone_index, phone_cipher, valid_from)
select {new_id}, s.target_id, %(post)s, s.parsed ->> '{key}', coalesce(s.parsed ->> '_{key}_masked', ''),
       coalesce(s.parsed ->> '_{key}_index', ''), decode(s.parsed ->> '_{key}_cipher', 'hex'), %(today)s
  from {said}
   and not exists (select 1 from {table} p
                    where p.enterprise_id = s.target_id and p.post = %(post)s and p.valid_to is null)
returning id, enterprise_id"""


def prepare_heads(row: StagedRow) -> None:
    """Names in one spelling; numbers as ciphertext, look-up key and mask."""
    for post in HeadPost:
        key = post.value.lower()
        if name := row.values.get(key):
            row.values[key] = plain_text(str(name))
        if digits := "".join(c for c in str(row.values.get(f"{key}_phone") or "") if c.isdigit()):
            row.values |= {
                f"_{key}_cipher": seal(digits).hex(), f"_{key}_masked": mask_phone(digits),
                f"_{key}_index": blind_index(digits, purpose=PURPOSE),
            }  # fmt: skip


def write_heads(run: Run) -> None:
    """After the enterprises: whoever the ledger names holds the post from today on; the former holder leaves it."""
    for post in HeadPost:
        _write(run, post)
    effects.note_after(run, TABLE)


def _write(run: Run, post: HeadPost) -> None:
    key = post.value.lower()
    words = {"table": TABLE, "key": key, "said": SAID.format(key=key), "new_id": NEW_ID}
    about: dict[str, Any] = {"batch": run.batch_id, "post": post.value, "today": day_of(run.at)}
    effects.note_before(run, TABLE, PRESENT.format(**words), about)
    with connection.cursor() as cursor:
        cursor.execute(SAME.format(**words), about)
        changed = {row[0] for row in cursor.fetchall()}
        cursor.execute(LEAVE.format(**words), about)
        cursor.execute(ENTER.format(**words), about)
        made = cursor.fetchall()
    changed |= {enterprise_id for _, enterprise_id in made}
    effects.note_created(
        run, TABLE, "select unnest(%(made)s::uuid[])", {"batch": run.batch_id, "made": [i for i, _ in made]}
    )
    if changed:
        listed = ", ".join(f"'{UUID(str(pk))}'" for pk in changed)
        mark_updated(run, f"select unnest(array[{listed}]::uuid[])")
        publish_many([HeadNamed(enterprise_id=str(pk), post=post.value) for pk in sorted(changed, key=str)], at=run.at)


def heads_listed(ids: Iterable[UUID], on: date, *, personal: bool) -> dict[UUID, Mapping[str, Any]]:
    """What an export says: only who is registered, not who is assumed."""
    found: dict[UUID, Mapping[str, Any]] = {}
    for pk, heads in heads_of(ids, on).items():
        line: dict[str, Any] = {}
        for post, head in heads.items():
            if head.registered:
                cipher = head.phone_cipher
                line[post.value.lower()] = head.name
                line[f"{post.value.lower()}_phone"] = open_sealed(cipher) if personal and cipher else ""
        found[pk] = line
    return found
