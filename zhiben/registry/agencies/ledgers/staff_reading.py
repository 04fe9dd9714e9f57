"""Reading the staff ledger: places, agencies, roles, and which officer a row means."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import connection

from zhiben.kernel.base.text import name_key, plain_text
from zhiben.kernel.crypto import blind_index, mask_phone, seal
from zhiben.kernel.papers.ledger import Run, StagedRow
from zhiben.registry.agencies.ledgers.agencies import divisions_meant, prepare_division
from zhiben.registry.agencies.ledgers.staff_roles import ASSIGNABLE, read_roles, separate
from zhiben.registry.agencies.terms import AgencyKind

PURPOSE: Final = "staff.phone"
STATION_WORDS: Final = ("站", "中心", "总队", "支队", "大队", "监督所")
# Certificate first, then account, then the name where it can mean only one person there.
FIND: Final = """
with wanted as materialized (
    select s.row_no, s.parsed ->> '_division' as division, s.parsed ->> '_agency_key' as agency,
           s.parsed ->> 'name' as name, coalesce(s.parsed ->> 'certificate_no', '') as certificate,
           coalesce(s.parsed ->> '_phone_masked', '') as phone, coalesce(s.parsed ->> 'username', '') as username
      from papers_stagingrow s where s.batch_id = %(batch)s and s.status = 'good' and s.target_id is null),
 found as (
    select distinct on (w.row_no) w.row_no, o.id
      from wanted w
      join agencies_agency a on a.name_key = w.agency and a.division_id = w.division and a.valid_to is null
      join agencies_officer o on o.agency_id = a.id and o.valid_to is null
      left join access_user u on u.id = o.user_id
     where (w.certificate <> '' and o.certificate_no = w.certificate and o.name = w.name)
        or (w.username <> '' and u.username = w.username)
        or (o.name = w.name and (w.certificate = '' or o.certificate_no = '')
            and (w.phone = '' or coalesce(u.phone_masked, '') in ('', w.phone))
            and (w.username = '' or u.username is null)
            and 1 = (select count(*) from agencies_officer n left join access_user v on v.id = n.user_id
                      where n.agency_id = a.id and n.valid_to is null and n.name = w.name
                        and (w.phone = '' or coalesce(v.phone_masked, '') in ('', w.phone))))
     order by w.row_no, (w.certificate <> '' and o.certificate_no = w.certificate) desc,
              (w.username <> '' and u.username = w.username) desc, o.id)
update papers_stagingrow s set target_id = f.id from found f
 where s.batch_id = %(batch)s and s.row_no = f.row_no
"""


def key(values: Mapping[str, Any]) -> str:
    """One person at one agency. Two of a name are told apart by certificate, telephone or account."""
    apart = values.get("certificate_no") or values.get("_phone_index") or values.get("username") or ""
    if not values.get("name") or not values.get("agency"):
        return ""
    return f"{name_key(str(values['agency']))}@{values.get('_division', '')}@{values['name']}@{apart}"[:400]


def prepare(run: Run, rows: Sequence[StagedRow]) -> None:
    divisions = divisions_meant({str(r.values["division"]) for r in rows if r.values.get("division")}, run.path)
    for row in rows:
        if text := row.values.get("division"):
            prepare_division(row, divisions[text])
        _prepare_agency(row)
        _prepare_person(row)
        if text := row.values.get("roles"):
            _prepare_roles(row, str(text))


def match(run: Run) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FIND, {"batch": run.batch_id})


def _prepare_agency(row: StagedRow) -> None:
    name = row.values.get("agency")
    if not name:
        return
    row.values |= {"agency": plain_text(name), "_agency_key": name_key(name)}
    if not row.values.get("kind"):
        row.values["_kind"] = kind_of(plain_text(name)).value


def kind_of(name: str) -> AgencyKind:
    """局、厅、委 are authorities; stations, centres and brigades supervise for them."""
    return AgencyKind.STATION if name.endswith(STATION_WORDS) else AgencyKind.AUTHORITY


def _prepare_person(row: StagedRow) -> None:
    if name := row.values.get("name"):
        row.values["name"] = plain_text(name)
    if phone := row.values.get("phone"):
        row.values |= {
            "_phone_index": blind_index(phone, purpose=PURPOSE), "_phone_cipher": seal(phone).hex(),
            "_phone_masked": mask_phone(phone),
        }  # fmt: skip
    username = row.values.get("username")
    if username and any(c.isspace() for c in str(username)):
        row.error("username", "账号不能含空格")


def _prepare_roles(row: StagedRow, text: str) -> None:
    roles, unknown = read_roles(text)
    labels = [str(role.label) for role in ASSIGNABLE]
    if unknown:
        row.error("roles", f"不认识“{'、'.join(unknown)}”，可以写：{'、'.join(labels)}", suggestions=labels[:3])
    elif not separate(roles):
        row.error("roles", "系统、安全、审计管理员要各由一人单独担任，不能兼任其他角色")
    row.values["_roles"] = [role.value for role in roles]
