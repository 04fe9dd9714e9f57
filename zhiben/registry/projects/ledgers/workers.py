"""特种作业人员台账 and 实名制台账: who works on which site, from when to when, and what a ledger says besides."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final
from uuid import UUID

from zhiben.kernel.base.text import name_key, plain_text
from zhiben.kernel.crypto import open_sealed
from zhiben.kernel.papers.columns import Column
from zhiben.kernel.papers.ledger import ExportFilter, Ledger, Run, StagedRow
from zhiben.kernel.papers.terms import CellType
from zhiben.registry.people.public import (
    ACCOUNT,
    ADDRESS,
    BANK,
    CARD_AND_BANK,
    CERT_ISSUER,
    CERT_NO,
    CERT_SINCE,
    CERT_UNTIL,
    CERTIFICATE_CHECKS,
    CONTACT,
    CONTACT_PHONE,
    ETHNIC,
    GENDER,
    ID_NO,
    NAME,
    PHONE,
    RESULT_AND_DAY,
    VERIFIED,
    VERIFIED_ON,
    StatedCertificate,
    keep_lines,
    person_key,
    prepare_certificate,
    prepare_people,
    state_certificates,
)
from zhiben.registry.people.terms import StatedKind
from zhiben.registry.projects.ledgers.naming import PROJECT_NAME, SUPERVISE_NO, check_days, prepare_projects
from zhiben.registry.projects.ledgers.site_lines import HOLDERS, write_site_workers
from zhiben.registry.projects.models import Project, SiteWorker

T = CellType
CHUNK: Final = 2000
CODE_FIRST: Final = re.compile(r"^([0-9]{1,2}(?:-[0-9]+)?|[A-Z][0-9]{1,3})[\s.、:：-]*(?=[\u4e00-\u9fff])(.*)$")
CODE_LAST: Final = re.compile(r"^(.*?)[（(]\s*([0-9]{1,2}(?:-[0-9]+)?|[A-Z][0-9]{1,3})\s*[)）]$")
TEAM: Final = re.compile(r"^(.*?)[（(]([^（）()]*班组?)[)）]$")
UNSAID: Final = "没有写明工程，先登记人员，不登记在哪个工地"


def trade_and_code(text: str) -> tuple[str, str]:
    """``01 建筑电工`` or ``建筑电工（01）`` → code and name; without a code the name alone."""
    plain = plain_text(text)
    if found := CODE_FIRST.match(plain):
        return found[1], found[2].strip()
    if found := CODE_LAST.match(plain):
        return found[2], found[1].strip()
    return "", plain


def unit_and_team(text: str) -> dict[str, str]:
    """``某某劳务有限公司（电工班）`` under 用工单位（班组）; other brackets belong to the name."""
    found = TEAM.match(plain_text(text))
    return {"unit": found[1].strip(), "team": found[2].strip()} if found else {"unit": text, "team": ""}


def three_marks(text: str) -> dict[str, str]:
    """``2026-01-05、24、合格`` under 三级教育日期、学时、成绩."""
    parts = [*(p.strip() for p in re.split(r"[、,，;；|\n]+", text)), "", "", ""]
    return {"taught_on": parts[0], "taught_hours": parts[1].removesuffix("学时"), "taught_score": parts[2]}


def key(values: Mapping[str, Any]) -> str:
    """One row a person and site; of a stay that is over, also a day."""
    who = person_key(values)
    over = values.get("since") if values.get("until") else ""
    return "|".join([who, str(values.get("_project")), str(over), str(values.get("_cert_key"))]) if who else ""


def prepare_special(run: Run, rows: Sequence[StagedRow]) -> None:
    _prepare(run, rows)
    for row in rows:
        row.values["_special"] = True
        if trade := row.values.get("work_type"):
            row.values["_class_code"], row.values["_class_name"] = trade_and_code(trade)
        prepare_certificate(row, StatedKind.SPECIAL)


def prepare_workers(run: Run, rows: Sequence[StagedRow]) -> None:
    _prepare(run, rows)


def _prepare(run: Run, rows: Sequence[StagedRow]) -> None:
    prepare_people(rows)
    for row in rows:
        if unit := row.values.get("unit"):
            row.values["_unit"] = name_key(unit)
        if not row.values.get("project_name"):
            row.warn("project_name", UNSAID)
        check_days(row, "进场日期", "退场日期")
    prepare_projects(run, rows)


def apply_special(run: Run) -> None:
    """Who has them on the site need not employ them: an employer known already stays."""
    keep_lines(run, employs=False, holders=HOLDERS)
    state_certificates(run)
    write_site_workers(run, stated=True)


def apply_workers(run: Run) -> None:
    keep_lines(run, holders=HOLDERS)
    write_site_workers(run, stated=False)


def listed_special(wanted: ExportFilter) -> Iterator[Mapping[str, Any]]:
    """With the certificate stated for the trade."""
    rows = _rows(wanted).filter(special=True).iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        certificates = _certificates([r.person_id for r in chunk])
        for row in chunk:
            trade = f"{row.special_code} {row.special_trade}".strip()
            yield {**_site(row), **_person(row.person, personal=wanted.personal), "work_type": trade,
                   "training_hours": row.training_hours, **certificates.get(row.person_id, {})}  # fmt: skip


def listed_workers(wanted: ExportFilter) -> Iterator[Mapping[str, Any]]:
    for row in _rows(wanted).iterator(chunk_size=CHUNK):
        yield {
            **_site(row), **_person(row.person, personal=wanted.personal), "trade": row.trade, "leader": row.is_leader,
            "contract_no": row.contract_no, "taught_on": row.taught_on, "taught_hours": row.taught_hours,
            "taught_score": row.taught_score, "examined_on": row.examined_on,
        }  # fmt: skip


def _rows(wanted: ExportFilter) -> Any:
    """``since`` and ``until`` are days of coming to the site."""
    found = SiteWorker.objects.visible_to(wanted.actor)
    if wanted.division_code:
        found = found.filter(project__in=Project.objects.in_division(wanted.division_code))
    if wanted.since:
        found = found.filter(valid_from__gte=wanted.since)
    if wanted.until:
        found = found.filter(valid_from__lte=wanted.until)
    return found.select_related("project", "person", "enterprise").order_by("project_id", "team", "valid_from", "id")


def _site(row: SiteWorker) -> dict[str, Any]:
    return {
        "project_name": row.project.name if row.project else "", "team": row.team, "remark": row.remark,
        "supervise_no": row.project.supervise_no if row.project else "", "since": row.valid_from, "until": row.valid_to,
        "unit": row.enterprise.name if row.enterprise else "",
    }  # fmt: skip


def _person(person: Any, *, personal: bool) -> dict[str, Any]:
    plain = {"name": person.name, "gender": person.gender, "ethnic": person.ethnic_group, "bank": person.bank}
    if not personal:
        return plain
    opened = {
        name: open_sealed(bytes(cipher))
        for name, cipher in (
            ("id_no", person.id_number_cipher), ("phone", person.phone_cipher), ("address", person.address_cipher),
            ("account", person.account_cipher), ("contact_phone", person.contact_phone_cipher),
        )
        if cipher
    }  # fmt: skip
    contact = [{"name": person.contact_name, "phone": opened.pop("contact_phone", "")}] if person.contact_name else None
    return {**plain, **opened, "contact": contact}


def _certificates(ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """The one stated last of each: a site's list has one row a person."""
    rows = StatedCertificate.objects.filter(person__in=ids, kind=StatedKind.SPECIAL).order_by("stated_at", "id")
    return {
        each.person_id: {
            "cert_no": each.number, "cert_issuer": each.issuer, "cert_since": each.first_issued_on,
            "cert_until": each.valid_to, "verified": each.verified, "verified_on": each.verified_on,
        }
        for each in rows
    }  # fmt: skip


CAME: Final = Column("since", "进场日期", ("进场时间", "入场日期", "到岗日期"), type=T.DATE)
WENT: Final = Column("until", "退场日期", ("退场时间", "离场日期", "离岗日期"), type=T.DATE)
TEAM_NAME: Final = Column("team", "班组", ("班组名称", "所在班组", "作业班组"), longest=64)
REMARK: Final = Column("remark", "备注", ("说明",), longest=300)
SPECIAL_WORKERS: Final = Ledger(
    kind="special_workers", title="特种作业人员台账", order=32, key=key, prepare=prepare_special, apply=apply_special,
    rows=listed_special, checks=CERTIFICATE_CHECKS,
    distinctive=frozenset({"work_type", "verified", "cert_issuer", "training_hours"}),
    columns=(
        PROJECT_NAME, SUPERVISE_NO,
        Column("unit", "用工单位", ("单位", "使用单位", "劳务公司", "所属单位"), longest=200, width=28),
        TEAM_NAME,
        Column("unit_and_team", "用工单位（班组）", ("用工单位及班组", "用工单位/班组"), export=False, spread=unit_and_team),
        NAME, ID_NO, PHONE,
        Column("work_type", "工种（代码+名称）", ("工种", "作业类别", "操作类别", "特种作业工种", "工种名称"), required=True, longest=64),
        CERT_NO, CERT_ISSUER, CERT_SINCE, CERT_UNTIL, CAME, WENT, VERIFIED, VERIFIED_ON, RESULT_AND_DAY,
        Column("training_hours", "培训学时", ("年度培训学时", "学时"), type=T.NUMBER, places=1, unit="学时"),
        REMARK,
    ),
    samples=({"project_name": "某某花园一期工程", "unit": "某某劳务有限公司", "team": "电工班", "name": "张三",
              "work_type": "01 建筑电工", "since": "2026-03-05"},),
    notes=("用工单位只说明在哪家用工，不改变已登记的受聘单位。",),
)  # fmt: skip
WORKERS: Final = Ledger(
    kind="workers", title="实名制人员台账", order=34, key=key, prepare=prepare_workers, apply=apply_workers,
    rows=listed_workers,
    distinctive=frozenset({"account", "card_and_bank", "leader", "contact", "contract_no", "taught_on", "taught"}),
    columns=(
        PROJECT_NAME, SUPERVISE_NO, NAME, GENDER, ID_NO, ETHNIC, ADDRESS,
        Column("trade", "工种", ("工种名称", "岗位工种"), longest=64),
        TEAM_NAME,
        Column("leader", "是否班组长", ("班组长",), type=T.BOOLEAN),
        Column("unit", "劳务公司", ("单位", "用工单位", "劳务企业", "所属单位", "劳务单位"), longest=200, width=28),
        CAME,
        Column("contract_no", "合同或用工书面协议编号", ("合同编号", "劳动合同编号", "用工书面协议编号", "协议编号"), type=T.CODE,
               longest=64),
        Column("taught_on", "三级教育日期", ("入场教育日期", "三级安全教育日期"), type=T.DATE),
        Column("taught_hours", "三级教育学时", ("教育学时",), type=T.NUMBER, places=1, unit="学时"),
        Column("taught_score", "三级教育成绩", ("教育成绩", "考核成绩"), longest=16),
        Column("taught", "三级教育日期、学时、成绩", ("三级教育",), export=False, spread=three_marks),
        Column("examined_on", "体检日期", ("健康检查日期",), type=T.DATE),
        ACCOUNT, BANK, CARD_AND_BANK, CONTACT, CONTACT_PHONE, PHONE, WENT, REMARK,
    ),
    samples=({"project_name": "某某花园一期工程", "unit": "某某劳务有限公司", "team": "钢筋班", "name": "李四",
              "trade": "钢筋工", "since": "2026-03-05"},),
    notes=("身份证号、住址、工资卡号和电话加密保存，页面上只显示打码后的样子。",
           "没有写明工程的，先登记人员，以后再补。"),
)  # fmt: skip
