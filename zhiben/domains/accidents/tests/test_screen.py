"""Incidents and traces through their pages, ledgers and API."""

import json
from io import BytesIO
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.test import Client

from tests.conformance.visible import oddities, visible_text
from zhiben.domains.accidents import reactions
from zhiben.domains.accidents.models import Incident, Trace
from zhiben.domains.accidents.terms import IncidentKind
from zhiben.domains.accidents.tests.factories import (
    CHANGZHOU,
    FUJIAN,
    HAINAN,
    before,
    concluded,
    confirmed,
    enforcer,
    major,
    opened,
    reported,
    sweep,
)
from zhiben.domains.hazards.tests.factories import Site, account, make_site, site_account, user_of
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.papers.exporting import export_ledger
from zhiben.kernel.papers.ledger import ExportFilter
from zhiben.registry.agencies.public import add_agency
from zhiben.registry.agencies.terms import AgencyKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site(code=FUJIAN)


def client_of(actor: Actor) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user_of(actor))
    return client


def send(actor: Actor, path: str, body: dict[str, Any]) -> Any:
    text = json.dumps(body, ensure_ascii=False, default=str)
    headers = {"Idempotency-Key": str(uuid4())}
    return client_of(actor).post(f"/api/v1{path}", text, content_type="application/json", headers=headers)


def read(actor: Actor, address: str) -> str:
    page = client_of(actor).get(address).content.decode()
    assert oddities(page) == []
    return " ".join(visible_text(page))


def exported(kind: str, actor: Actor) -> list[dict[str, Any]]:
    out = BytesIO()
    export_ledger(kind, ExportFilter(actor=actor), out, at=now())
    sheet = openpyxl.load_workbook(out).worksheets[0]
    heads = [str(c.value) for c in sheet[3]]
    return [dict(zip(heads, [c.value for c in row], strict=True)) for row in sheet.iter_rows(min_row=4)]


def province(code: str, name: str) -> Actor:
    office = add_agency(
        actor=system_actor(), name=name, division_code=code, kind=AgencyKind.AUTHORITY, at=now(), doc_prefix="省建"
    )
    return account("省里的人", Role.CLERK, office)


@pytest.mark.clause("hainan-2023/3.1b")
def test_three_ledgers_add_up_by_themselves_and_go_out() -> None:
    one, two = make_site(code=HAINAN), make_site(code="460106", name="二区的工程")
    other = make_site(code=CHANGZHOU, name="别省的工程")
    for where in (one, two, other):
        major(where)
        confirmed(where)
        confirmed(where, IncidentKind.NEAR_MISS)
    above = province("460000", "海南省住房和城乡建设厅")
    for kind in ("hazards", "non_fatal", "near_miss"):
        names = {row["工程名称"] for row in exported(kind, above)}
        assert names == {one.project.name, two.project.name}
        assert len(exported(kind, one.inspector)) == 1
    row = exported("non_fatal", one.inspector)[0]
    assert (row["事故类型"], row["发生部位"], row["重伤人数"], row["轻伤人数"]) == ("坍塌", "基坑", 1, 2)
    assert row["判定口径"] == "造成重伤或者轻伤、没有人员死亡"
    assert row["责任倒查"] == "待启动"
    assert "138" not in str(row["报告人及电话"])


def test_trace_ledger_says_why_and_who(site: Site) -> None:
    concluded(site)
    row = exported("traces", site.inspector)[0]
    assert row["触发情形"] == "机关决定倒查"
    assert row["责任认定"] == "闽江建设有限公司 吴大山（主要责任）：逾期未组织支护加固"
    assert row["必办事项"] == "查明原因：已完成；认定责任单位和责任人：已完成"


def test_incident_form_keeps_four_moments_and_waits_for_the_agency(site: Site) -> None:
    manager = site_account("吴大山", Role.SITE_MANAGER, site.project)
    client = client_of(manager)
    assert "亡人事故快报 未接入" in client.get("/incidents/new/").content.decode()
    day = f"{before(days=1):%Y-%m-%d}"
    given = {
        "project": str(site.project.pk), "kind": "NON_FATAL", "criterion": "HURT", "occurred_on": day,
        "occurred_time": "14：30", "known_on": day, "known_time": "14:40", "reported_on": day, "reported_time": "15:05",
        "spot": "3 号楼", "acc_type": "09", "part": "EDGE", "injuries": "1", "minor": "", "exposed": "", "loss_wan": "1.5",
        "course": "从二层临边坠落", "measures": "送医", "reporter": "吴大山", "reporter_phone": "13800001234",
    }  # fmt: skip
    wrong = client.post("/incidents/new/", {**given, "reported_time": "14:20"})
    assert wrong.status_code == 422
    assert "报告时间早于发生时间" in wrong.content.decode()
    assert client.post("/incidents/new/", {**given, "injuries": "1.5"}).status_code == 422
    assert not Incident.objects.exists()
    made = client.post("/incidents/new/", given)
    assert made.status_code == 302
    text = read(manager, made["Location"])
    for words in (f"{day} 14:30", f"{day} 14:40", f"{day} 15:05", "高处坠落", "临边洞口", "待核实", "138****1234"):
        assert words in text
    incident = Incident.objects.get()
    assert incident.reporter_unit == manager.reach_name
    assert "核实属实" in read(site.inspector, f"/incidents/{incident.pk}/")
    answer = client_of(site.inspector).post(f"/incidents/{incident.pk}/do/confirm/", {"opinion": "属实"})
    assert answer.status_code == 302
    assert Trace.objects.get().incident_id == incident.pk


def test_agency_learns_of_an_incident_at_once_and_once(site: Site) -> None:
    incident = reported(site)
    payload = {"incident_id": str(incident.pk), "action": "report"}
    for _ in range(2):
        reactions.tell_of_incident(payload, now())
    told = Notification.objects.filter(case_kind="incident").values_list("user_id", "statutory")
    assert set(told) == {(site.inspector.user_id, True), (site.leader.user_id, True)}
    assert len(told) == 2


def test_hazard_page_offers_opens_and_then_shows_the_trace(site: Site) -> None:
    hazard = major(site)
    address = f"/traces/new/hazard/{hazard.pk}/"
    assert address in client_of(site.leader).get(f"/hazards/{hazard.pk}/").content.decode()
    assert address not in client_of(site.inspector).get(f"/hazards/{hazard.pk}/").content.decode()
    assert client_of(site.inspector).get(address).status_code == 403
    answer = client_of(site.leader).post(address, {"reason": "同类隐患第三次出现"})
    assert answer.status_code == 302
    shown = client_of(site.leader).get(f"/hazards/{hazard.pk}/").content.decode()
    assert address not in shown
    assert answer["Location"] in shown
    text = read(site.leader, answer["Location"])
    for words in (
        "机关决定倒查",
        "同类隐患第三次出现",
        "必办事项",
        "查明原因",
        "未接入",
        "监督抽查：隐患 1 条",
        "责任倒查案卷（PDF）",
    ):
        assert words in text
    assert client_of(site_account("吴大山", Role.SITE_MANAGER, site.project)).get(answer["Location"]).status_code == 403


def test_trace_is_worked_on_through_its_forms(site: Site) -> None:
    trace = opened(site)
    client = client_of(enforcer(site))
    assert client.post(f"/traces/{trace.pk}/do/begin/", {"investigator": "钱八"}).status_code == 302
    for task in ("CAUSE", "DUTY"):
        given = {"task": task, "state": "DONE", "note": "已办"}
        assert client.post(f"/traces/{trace.pk}/do/settle_task/", given).status_code == 302
    given = {
        "cause": "未按方案", "opinion": "依法处理", "unit1": "闽江建设有限公司", "person1": "", "post1": "",
        "blame1": "MAIN", "finding1": "逾期未整改", "unit2": "某监理公司", "blame2": "", "finding2": "",
    }  # fmt: skip
    refused = client.post(f"/traces/{trace.pk}/do/conclude/", given)
    assert refused.status_code == 422
    assert "第 2 条请填写「责任类别」" in refused.content.decode()
    done = client.post(f"/traces/{trace.pk}/do/conclude/", {**given, "blame2": "SUPERVISING", "finding2": "未督促整改"})
    assert done.status_code == 302
    text = read(site.leader, f"/traces/{trace.pk}/")
    assert "某监理公司" in text
    pdf = client.get(f"/traces/{trace.pk}/dossier.pdf")
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
    assert client.get(f"/traces/{trace.pk}/dossier.docx").content[:2] == b"PK"
    assert client.get(f"/traces/{trace.pk}/dossier.txt").status_code == 404


def test_list_by_trigger_and_home_figure() -> None:
    site = make_site(code=CHANGZHOU)
    major(site)
    sweep()
    assert "共 1 条" in client_of(site.leader).get("/traces/?trigger=MAJOR_HAZARD").content.decode()
    assert "共 1 条" not in client_of(site.leader).get("/traces/?trigger=MISSED").content.decode()
    assert "待启动责任倒查" in client_of(site.leader).get("/home").content.decode()


def test_api_from_incident_to_dossier() -> None:
    site = make_site(code=CHANGZHOU)
    officer = enforcer(site)
    body = {
        "project_id": site.project.pk, "kind": "NEAR_MISS", "criterion": "COLLAPSED", "occurred_at": before(hours=3),
        "reported_at": before(hours=2), "spot": "塔吊", "acc_type": "04", "exposed": 3, "course": "起重臂弯折",
        "measures": "停用", "reporter": "吴大山",
    }  # fmt: skip
    made = send(officer, "/incidents", body)
    assert (made.status_code, made.json()["type_name"]) == (201, "起重伤害")
    pk = made.json()["id"]
    assert send(officer, f"/incidents/{pk}/actions/confirm", {"values": {}}).status_code == 422
    assert send(officer, f"/incidents/{pk}/actions/confirm", {"values": {"opinion": "属实"}}).status_code == 200
    found = client_of(officer).get("/api/v1/traces?trigger=NEAR_MISS").json()["items"]
    assert [t["incident_id"] for t in found] == [pk]
    trace = found[0]["id"]
    values = {"investigator": "钱八"}
    assert send(officer, f"/traces/{trace}/actions/begin", {"values": values}).json()["state"] == "INVESTIGATING"
    draft = client_of(officer).get(f"/api/v1/traces/{trace}/dossier").json()
    assert draft["frozen"] is False
    conclusion = {
        "cause": "超载", "opinion": "处理", "responsible": [{"unit": "甲公司", "blame": "MAIN", "finding": "超载吊装"}]
    }  # fmt: skip
    assert send(officer, f"/traces/{trace}/conclusion", conclusion).status_code == 409
    for task in ("CAUSE", "DUTY"):
        given = {"values": {"task": task, "state": "DONE", "note": "已办"}}
        assert send(officer, f"/traces/{trace}/actions/settle_task", given).status_code == 200
    assert send(officer, f"/traces/{trace}/conclusion", conclusion).json()["state"] == "CONCLUDED"
    frozen = client_of(officer).get(f"/api/v1/traces/{trace}/dossier").json()
    assert (frozen["frozen"], frozen["content"]["cause"]) == (True, "超载")
    detail = client_of(officer).get(f"/api/v1/traces/{trace}").json()
    assert [t["code"] for t in detail["triggers"]] == ["NEAR_MISS"]
    assert {e["kind"] for e in detail["evidence"] if not e["connected"]} == {"CERTIFICATE", "ATTENDANCE"}
    manager = site_account("吴大山", Role.SITE_MANAGER, site.project)
    assert client_of(manager).get("/api/v1/traces").status_code == 403
    assert client_of(manager).get("/api/v1/incidents").json()["items"][0]["id"] == pk
    assert send(officer, f"/traces/{trace}/actions/carry", {"values": {}}).status_code == 404


def test_moments_without_a_zone_are_chinas_and_impossible_ones_are_refused(site: Site) -> None:
    given = {
        "project_id": site.project.pk, "kind": "NON_FATAL", "criterion": "HURT", "occurred_at": "2026-03-05T09:00:00",
        "reported_at": "2026-03-05T10:00:00", "spot": "3 号楼", "acc_type": "10", "injuries": 1, "course": "滑移",
        "measures": "撤人", "reporter": "吴大山",
    }  # fmt: skip
    for odd in ("0001-01-01", "9999-12-31T23:59:59", "0001-01-01T00:00:00+14:00"):
        answer = send(site.inspector, "/incidents", {**given, "occurred_at": odd})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "occurred_at")
    assert not Incident.objects.exists()
    answer = send(site.inspector, "/incidents", given)
    assert answer.status_code == 201, answer.json()
    assert Incident.objects.get().occurred_at.isoformat() == "2026-03-05T01:00:00+00:00"
    assert len(client_of(site.inspector).get("/api/v1/incidents?until=9999-12-31").json()["items"]) == 1
