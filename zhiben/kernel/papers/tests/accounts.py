"""A small ledger over accounts: the engine's tests need a real table, and the kernel has this one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from zhiben.kernel.access.models import User
from zhiben.kernel.crypto import mask_phone, seal
from zhiben.kernel.papers import effects
from zhiben.kernel.papers.columns import Choice, Column
from zhiben.kernel.papers.ledger import Check, ExportFilter, Ledger, Run, StagedRow
from zhiben.kernel.papers.terms import CellType

T = CellType
FIND = """
update papers_stagingrow s set target_id = u.id from access_user u
 where s.batch_id = %(batch)s and u.username = s.row_key
"""
CHANGES = """
    select u.id from access_user u join papers_stagingrow s on s.target_id = u.id
     where s.batch_id = %(batch)s and s.status = 'good'
       and u.name is distinct from coalesce(s.parsed ->> 'name', u.name)
"""
UPDATE = f"""
with changed as (
    update access_user u set name = s.parsed ->> 'name' from papers_stagingrow s
     where s.batch_id = %(batch)s and s.target_id = u.id and u.id in ({CHANGES}) returning u.id)
update papers_stagingrow s
   set status = case when s.target_id in (select id from changed) then 'updated' else 'unchanged' end
 where s.batch_id = %(batch)s and s.status = 'good' and s.target_id is not null
"""
INSERT = """
insert into access_user (id, username, name, phone_masked, phone_cipher, password, is_active,
                         must_change_password, failed_attempts, created_at)
select s.new_id, s.row_key, s.parsed ->> 'name', coalesce(s.parsed ->> '_phone_masked', ''),
       decode(s.parsed ->> '_phone_cipher', 'hex'), '!', coalesce((s.parsed ->> 'active')::boolean, true),
       false, 0, now()
  from papers_stagingrow s where s.batch_id = %(batch)s and s.status = 'good' and s.target_id is null
"""
CREATED = """
update papers_stagingrow s set status = 'created', target_id = s.new_id
 where s.batch_id = %(batch)s and s.status = 'good' and s.target_id is null
"""


def prepare(run: Run, rows: Sequence[StagedRow]) -> None:
    for row in rows:
        if phone := row.values.get("phone"):
            row.values |= {"_phone_cipher": seal(phone).hex(), "_phone_masked": mask_phone(phone)}


def match(run: Run) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FIND, {"batch": run.batch_id})


def apply(run: Run) -> None:
    about = {"batch": run.batch_id}
    with connection.cursor() as cursor:
        effects.note_before(run, "access_user", CHANGES)
        cursor.execute(UPDATE, about)
        effects.note_after(run, "access_user")
        cursor.execute(INSERT, about)
        cursor.execute(CREATED, about)
    effects.note_created(
        run, "access_user", "select target_id from papers_stagingrow where batch_id = %(batch)s and status = 'created'"
    )


def rows(wanted: ExportFilter) -> Iterable[Mapping[str, Any]]:
    for user in User.objects.order_by("username").iterator():
        yield {"username": user.username, "name": user.name, "active": user.is_active, "unit": "", "kind": None}


ACCOUNTS = Ledger(
    kind="test_accounts",
    title="账号台账",
    key=lambda v: str(v.get("username") or ""),
    prepare=prepare,
    match=match,
    apply=apply,
    rows=rows,
    checks=(
        Check(
            code="unit", column="unit",
            sql="select s.row_no, s.parsed ->> 'unit', '没有登记过这个单位' from papers_stagingrow s "
            "where s.batch_id = %(batch)s and s.parsed ->> 'unit' not in ('某某市质安站', '甲建设集团有限公司')",
            candidates=lambda run: ["某某市质安站", "甲建设集团有限公司"],
        ),
    ),
    samples=({"username": "example01", "name": "张三"},),
    columns=(
        Column("username", "账号", ("登录账号", "账户"), type=T.CODE, required=True),
        Column("name", "姓名", required=True, longest=64),
        Column("phone", "联系电话", ("手机",), type=T.PHONE),
        Column("unit", "所在单位"),
        Column("active", "是否启用", type=T.BOOLEAN),
        Column("since", "启用日期", type=T.DATE),
        Column("kind", "类别", type=T.CHOICE, choices=(Choice(code="a", label="甲类"), Choice(code="b", label="乙类"))),
    ),
)  # fmt: skip
