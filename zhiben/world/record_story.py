"""Records put right: pairs that may be one, a merging, corrections asked for, refused, applied and told to readers."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import pgtrigger
from django.db import connection

from zhiben.kernel.access.receipts import note_export, note_read
from zhiben.kernel.base.text import name_key
from zhiben.kernel.records.models import Correction, CorrectionNotice
from zhiben.kernel.records.services.correcting import approve_correction, ask_correction, refuse_correction
from zhiben.kernel.records.services.merging import merge_records
from zhiben.kernel.records.services.telling import acknowledge
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.equipment.models import Equipment
from zhiben.registry.people.models import Person
from zhiben.registry.projects.models import Project, SiteWorker
from zhiben.world.desks import Desks
from zhiben.world.drawing import Chance
from zhiben.world.registers import COUNTY, Registers

HISTORIES: Final = (Enterprise, Person, Project, Equipment)
# The history of a record begins when it was registered, not when the world was made; a correction's version and a
# merging's when they were done.
REGISTERED: Final = """
update {table}event e set pgh_created_at = r.created_at from {table} r
 where r.id = e.pgh_obj_id and e.pgh_label = 'insert' and e.pgh_created_at > r.created_at
"""
CORRECTED: Final = """
update {table}event e set pgh_created_at = c.applied_at from pghistory_context x, records_correction c
 where x.id = e.pgh_context_id and c.id::text = x.metadata ->> 'correction' and c.kind = %s
"""
MERGED: Final = """
update {table}event e set pgh_created_at = m.at from pghistory_context x, records_merge m
 where x.id = e.pgh_context_id and m.id::text = x.metadata ->> 'merge' and m.kind = %s
"""


REPORTING: Final = """
update projects_informantevent e set pgh_created_at = (r.valid_from + time '09:00') at time zone 'Asia/Shanghai'
  from projects_informant r
 where r.id = e.pgh_obj_id and e.pgh_label = 'insert' and e.pgh_context_id is null
"""


def tell_records(registers: Registers, chance: Chance, desks: Desks) -> None:
    _date(REGISTERED)
    with pgtrigger.ignore("projects.InformantEvent:append_only"), connection.cursor() as cursor:
        cursor.execute(REPORTING)
    _twins(registers, chance, desks)
    _corrections(registers, desks)
    _date(CORRECTED)
    _date(MERGED)


def _date(statement: str) -> None:
    """Told in the past, as everything in the story."""
    with connection.cursor() as cursor:
        for model in HISTORIES:
            table, kind = model._meta.db_table, str(model._meta.model_name)
            with pgtrigger.ignore(f"{model._meta.app_label}.{model.__name__}Event:append_only"):
                cursor.execute(statement.format(table=table), [kind] if "%s" in statement else [])


def _twins(registers: Registers, chance: Chance, desks: Desks) -> None:
    """A firm and a worker entered twice, waiting; another firm entered twice, found and merged."""
    contractors = registers.enterprises["contractor"]
    _firm(chance, contractors[4][1].replace("有限公司", " 有限公司"), desks.on(70))
    twice = _firm(chance, contractors[6][1].replace("工程", " 工程"), desks.on(90))
    merge_records(
        actor=desks["lingdao"], kind="enterprise", gone_id=twice.pk, survivor_id=contractors[6][0], at=desks.on(15),
        reason="名称相同、法定代表人相同，导入台账时没有信用代码，经核对是同一家企业",
    )  # fmt: skip
    worker = SiteWorker.objects.filter(valid_to=None).select_related("person").order_by("id").first()
    assert worker is not None  # noqa: S101 - the county has hundreds
    person = worker.person
    phone = {
        "phone_cipher": person.phone_cipher,
        "phone_index": person.phone_index,
        "phone_masked": person.phone_masked,
    }
    Person.objects.create(
        id=chance.id(desks.on(40)), name=person.name, name_key=person.name_key, unmatched=True,
        employer_id=person.employer_id, created_at=desks.on(40), **phone,
    )  # fmt: skip


def _firm(chance: Chance, name: str, at: datetime) -> Enterprise:
    return Enterprise.objects.create(
        id=chance.id(at), name=name.strip(), name_key=name_key(name), kinds=["contractor"], division_code=COUNTY,
        created_at=at,
    )  # fmt: skip


def _corrections(registers: Registers, desks: Desks) -> None:
    """Two wait, one is refused, one was applied at once, one was applied and is told to everybody who had read it."""
    asker, leader, clerk, firm = desks["jiandu"], desks["lingdao"], desks["neiqin"], desks["qiye"]
    sites = [site for site in registers.sites if site.ended_on is None]
    site, other = sites[12], sites[13]
    _read(site.id, desks)
    price = Project.objects.get(pk=site.id).price_wan or Decimal(0)
    area = Project.objects.get(pk=other.id).area_m2 or Decimal(0)
    wrong = ask_correction(
        actor=asker, kind="project", record_id=site.id, field="price_wan", value=price / 10, at=desks.on(6),
        reason="合同价登记时多写了一位，与施工合同原件不符",
    )  # fmt: skip
    done = approve_correction(actor=leader, correction_id=wrong.pk, at=desks.on(5), opinion="与合同备案一致，同意")
    _hear(done, desks)
    machine = Equipment.objects.filter(filing_no__startswith="苏D-").order_by("filing_no")[3]
    made = machine.made_on
    assert made is not None  # noqa: S101 - every machine of the county has one
    refused = ask_correction(
        actor=asker, kind="equipment", record_id=machine.pk, field="made_on", value=made.replace(year=made.year + 2),
        at=desks.on(4), reason="现场铭牌上的出厂日期与登记的不同",
    )  # fmt: skip
    refuse_correction(
        actor=desks["shijiandu"] if refused.agency_id != leader.reach_id else leader, correction_id=refused.pk,
        at=desks.on(4, 15), opinion="铭牌照片是更换后的标牌，出厂合格证与登记一致，不予更正",
    )  # fmt: skip
    ask_correction(
        actor=clerk, kind="project", record_id=other.id, field="station", value="质量安全科（二组）", at=desks.on(3),
        reason="科室内部分工调整",
    )  # fmt: skip
    ask_correction(
        actor=clerk, kind="project", record_id=other.id, field="area_m2", value=area + 1600, at=desks.on(2),
        reason="规划变更后面积与登记不一致，以变更后的规划许可为准",
    )  # fmt: skip
    ask_correction(
        actor=firm, kind="enterprise", record_id=firm.reach_id, field="legal_person", value="钱示范", at=desks.on(1, 14),  # type: ignore[arg-type]
        reason="法定代表人已于上月变更，营业执照已换发",
    )  # fmt: skip


def _read(project: Any, desks: Desks) -> None:
    """Who had it on the screen, and who took it away, while it was wrong."""
    for days, name in ((30, "zhifa"), (22, "neiqin"), (12, "fazheng"), (9, "shijiandu")):
        note_read(desks[name], "project", project, at=desks.on(days))
    note_export(desks["neiqin"], "project", [project], what="项目台账", at=desks.on(20), columns=("name", "price_wan"))


def _hear(done: Correction, desks: Desks) -> None:
    """Two of them have confirmed, the others have not yet."""
    told = CorrectionNotice.objects.filter(correction=done)
    for name, answer in (("zhifa", ""), ("neiqin", "导出的项目台账已改，已告知统计人员")):
        notice = told.get(user_id=str(desks[name].user_id))
        acknowledge(actor=desks[name], notice_id=notice.pk, at=desks.on(3, 11), answer=answer)
