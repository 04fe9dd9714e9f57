"""主要负责人 and 实际控制人: who may say so, from when, in and out by ledger, and never in clear by themselves."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import CHINA, now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.crypto import open_sealed
from zhiben.kernel.events.models import OutboxEvent
from zhiben.kernel.papers.importing import undo_import
from zhiben.kernel.testing.tables import counts, export_table, import_table, write_table
from zhiben.kernel.ui.tests.people import make_person
from zhiben.registry.enterprises.models import Enterprise, EnterprisePost
from zhiben.registry.enterprises.public import heads_of, name_head, register_enterprise
from zhiben.registry.enterprises.terms import HeadPost

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 5)
AT = datetime(2026, 3, 5, 9, tzinfo=CHINA)
HEADER = ["企业名称", "法定代表人", "主要负责人", "主要负责人电话", "实际控制人"]


def firm(**values: Any) -> Enterprise:
    return register_enterprise(actor=system_actor(), name="甲公司", legal_person="张三", at=now(), **values)


def named(enterprise: Enterprise, post: HeadPost, name: str, on: date = DAY, **values: Any) -> EnterprisePost:
    given: dict[str, Any] = {"actor": system_actor(), "at": now(), **values}
    return name_head(enterprise_id=enterprise.pk, post=post, name=name, on=on, **given)


def said(enterprise: Enterprise, on: date = DAY) -> dict[str, tuple[str, bool]]:
    return {p.value: (h.name, h.registered) for p, h in heads_of([enterprise.pk], on)[enterprise.pk].items()}


def test_the_legal_person_stands_in_until_somebody_is_named() -> None:
    one = firm()
    assert said(one) == {"PRINCIPAL": ("张三", False)}

    row = named(one, HeadPost.PRINCIPAL, "李四", phone="139 0000 5678")
    named(one, HeadPost.CONTROLLER, "王五")

    assert said(one) == {"PRINCIPAL": ("李四", True), "CONTROLLER": ("王五", True)}
    assert said(one, DAY - timedelta(days=1)) == {"PRINCIPAL": ("张三", False)}
    assert (row.phone_masked, open_sealed(bytes(row.phone_cipher or b""))) == ("139****5678", "13900005678")
    assert "13900005678" not in str(EnterprisePost.objects.values())


def test_a_successor_ends_the_predecessor_and_the_past_stays() -> None:
    one = firm()
    named(one, HeadPost.PRINCIPAL, "李四")
    named(one, HeadPost.PRINCIPAL, "赵六", on=DAY + timedelta(days=10))
    named(one, HeadPost.PRINCIPAL, "赵六", on=DAY + timedelta(days=20), phone="13900005678")

    assert said(one, DAY + timedelta(days=9))["PRINCIPAL"] == ("李四", True)
    assert said(one, DAY + timedelta(days=10))["PRINCIPAL"] == ("赵六", True)
    assert EnterprisePost.objects.count() == 2
    with pytest.raises(InvalidInput, match="早于现任"):
        named(one, HeadPost.PRINCIPAL, "钱七", on=DAY)
    assert EnterprisePost.objects.count() == 2


def test_the_enterprise_itself_may_and_nobody_else() -> None:
    one, two = firm(), register_enterprise(actor=system_actor(), name="乙公司", at=now())
    admin = Actor(name="企管", role=Role.ENTERPRISE_ADMIN, reach=ReachKind.ENTERPRISE, reach_id=one.pk)
    builder = Actor(name="项目", role=Role.SITE_MANAGER, reach=ReachKind.PROJECT, reach_id=new_id())

    named(one, HeadPost.CONTROLLER, "王五", actor=admin)

    for actor, enterprise in ((admin, two), (builder, one)):
        with pytest.raises(NotPermitted):
            named(enterprise, HeadPost.CONTROLLER, "别人", actor=actor)
    with pytest.raises(InvalidInput, match="姓名"):
        named(one, HeadPost.PRINCIPAL, " ", actor=admin)
    assert EnterprisePost.objects.count() == 1


def test_the_ledger_brings_them_in_once_and_undo_takes_them_back(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["甲公司", "张三", "李四", "13900005678", "王五"], ["乙公司", "钱七", None, None, None]]
    path = write_table(tmp_path / "a.xlsx", [HEADER, *rows])
    assert counts(import_table(path, at=AT)) == (2, 2, 0, 0, 0)
    one = Enterprise.objects.get(name="甲公司")
    assert said(one) == {"PRINCIPAL": ("李四", True), "CONTROLLER": ("王五", True)}
    assert OutboxEvent.objects.filter(name="enterprises.head_named").count() == 2

    assert counts(import_table(path, at=AT)) == (2, 0, 0, 2, 0)
    assert counts(import_table(export_table("enterprises", tmp_path / "o.xlsx", at=AT), at=AT)) == (2, 0, 0, 2, 0)
    before = list(EnterprisePost.objects.order_by("id").values())
    rows[0][2:] = ["赵六", "13900001111", "王五"]
    batch = import_table(write_table(tmp_path / "b.xlsx", [HEADER, *rows]), at=AT + timedelta(days=1))
    assert counts(batch) == (2, 0, 1, 1, 0)
    assert said(one, DAY)["PRINCIPAL"] == ("李四", True)
    assert said(one, DAY + timedelta(days=1))["PRINCIPAL"] == ("赵六", True)

    undo_import(actor=system_actor(), batch_id=batch.id, at=AT + timedelta(days=1))
    assert list(EnterprisePost.objects.order_by("id").values()) == before


def test_they_are_registered_on_the_page(client: Client) -> None:
    one = firm()
    grant = make_person("clerk-heads", role=Role.CLERK)
    client.force_login(grant.user)
    place = f"/enterprises/{one.pk}/"
    assert "未登记" in client.get(place).content.decode()

    client.post(
        f"{place}heads", {"principal": "李四", "principal_phone": "13900005678", "controller": "", "on": "2026-03-05"}
    )

    page = client.get(place).content.decode()
    assert "李四" in page
    assert "139****5678" in page
    assert "13900005678" not in page
