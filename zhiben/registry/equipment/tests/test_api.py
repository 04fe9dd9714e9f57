"""The open registers over HTTP: machines, people, marks, grids, blind spots, informants, corrections, merging."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.api.models import KeyedWrite
from zhiben.kernel.audit.models import Act, ReadReceipt
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.marks.models import Mark
from zhiben.kernel.records.jobs import find_duplicates
from zhiben.kernel.records.models import Correction, Merge
from zhiben.kernel.testing.calling import Caller, refused
from zhiben.kernel.ui.tests.people import make_person
from zhiben.registry.agencies.models import Agency
from zhiben.registry.agencies.public import add_grid
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.enterprises.public import register_enterprise
from zhiben.registry.equipment.models import Equipment, EquipmentStand
from zhiben.registry.equipment.tests.conftest import Region, crane
from zhiben.registry.people.models import Employment, Person
from zhiben.registry.people.public import register_person
from zhiben.registry.projects.models import Informant
from zhiben.registry.projects.tests.conftest import NUMBER, PHONE

pytestmark = pytest.mark.django_db
SQUARE = "119.2,26.0\n119.4,26.0\n119.4,26.2\n119.2,26.2"


def at(agency: Agency, role: Role = Role.INSPECTOR, name: str = "") -> Caller:
    return Caller(make_person(name or f"{role}-{agency.division_id}", role, agency=agency.pk, path=agency.path,
                              level=agency.level))  # fmt: skip


def head_of(firm: Enterprise) -> Caller:
    return Caller(make_person(f"head-{firm.name}", Role.PRINCIPAL, agency=firm.pk, reach=ReachKind.ENTERPRISE))


def queries_of(caller: Caller, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert caller.get(path).status_code == 200, path
    return len(seen)


def test_a_machine_comes_works_and_leaves(region: Region, firm: Enterprise, manager: Person) -> None:
    office, other, boss = at(region.gulou), at(region.taijiang), head_of(firm)
    site, hidden = region.project(region.gulou), region.project(region.taijiang, name="台江工程")
    facts = {"kind": "tower", "model": "QTZ80", "serial": "20240315", "filing_no": "闽A-T00001", "owner_id": firm.pk}
    assert refused(boss.post("/equipment", facts))[0] == 403
    assert refused(office.post("/equipment", {**facts, "kind": "car"}))[::2] == (422, ["kind"])
    assert refused(office.post("/equipment", {"kind": "tower"}))[::2] == (422, ["model"])
    assert Equipment.objects.count() == 0
    made = office.post("/equipment", facts, key="one")
    pk = made.json()["id"]
    assert (made.status_code, made.json()) == (201, {
        "id": pk, "kind": "tower", "model": "QTZ80", "serial": "20240315", "maker": "", "made_on": None,
        "rated_moment": None, "owner_id": str(firm.pk), "owner_name": firm.name, "filing_no": "闽A-T00001",
        "filing_agency_name": "", "filing_on": None, "iot_no": "", "scrapped_on": None, "state": "已备案", "where": "",
        "doubtful": False,
    })  # fmt: skip
    assert office.post("/equipment", facts, key="one").json()["id"] == pk

    said = {"project_id": site.pk, "on": "2026-03-01", "status": "registered", "accepted_on": "2026-03-10"}
    assert refused(other.post(f"/equipment/{pk}/stands", said))[0] == 404
    assert refused(at(region.city).post(f"/equipment/{pk}/stands", said))[0] == 403
    assert refused(office.post(f"/equipment/{pk}/stands", {**said, "installed_on": "2026-04-01"}))[::2] == (
        422, ["accepted_on"],
    )  # fmt: skip
    assert EquipmentStand.objects.count() == 0
    stand = office.post(f"/equipment/{pk}/stands", said)
    address = f"/equipment/stands/{stand.json()['id']}"
    assert (stand.status_code, stand.json()["project_name"], stand.json()["reminders"]) == (
        201,
        site.name,
        ["逾期未登记"],
    )
    assert refused(office.post(f"/equipment/{pk}/stands", said))[0] == 409
    assert other.get(address).status_code == 404
    assert office.post(address, registered_on="2026-03-20", reg_no="闽A0001").json()["reminders"] == []
    assert refused(office.post(address, status="dismantled"))[0] == 409
    working = office.post(f"{address}/operators", person_id=manager.pk, job="driver", on="2026-03-20")
    assert (working.status_code, working.json()["name"]) == (201, manager.name)
    other.post(f"/equipment/{pk}/stands", {**said, "project_id": hidden.pk})
    detail = office.get(f"/equipment/{pk}").json()
    assert (detail["where"], detail["elsewhere"]) == (f"{site.name}、其他工程", 1)
    assert [(one["project_name"], [o["job"] for o in one["operators"]]) for one in detail["stands"]] == [
        (site.name, ["driver"])
    ]
    assert [one["role"] for one in detail["parties"]] == ["owner"]
    assert refused(office.post(f"/equipment/{pk}/scrap", on=today(), reason="老旧"))[0] == 409
    assert refused(office.post(f"{address}/end", on=today() + timedelta(days=1)))[::2] == (422, ["on"])
    gone = office.post(f"{address}/end", on=today())
    assert (gone.json()["status"], gone.json()["valid_to"], gone.json()["operators"]) == (
        "dismantled",
        str(today()),
        [],
    )

    few = [queries_of(office, path) for path in ("/equipment", "/equipment/stands?past=true")]
    for n in range(3):
        crane(serial=f"B{n}", filing_no=f"闽A-T1000{n}")
    assert [queries_of(office, path) for path in ("/equipment", "/equipment/stands?past=true")] == few
    assert [one["id"] for one in office.items(f"/equipment?state=standing&owner={firm.pk}")] == [pk]
    assert [one["id"] for one in boss.items("/equipment")] == [pk]
    assert [one["project_name"] for one in other.items("/equipment/stands?kind=tower")] == ["台江工程"]
    assert ReadReceipt.objects.filter(subject_kind="equipment", subject_id=pk, way="api").exists()


def test_people_are_masked_and_a_full_number_takes_a_reason(region: Region, firm: Enterprise, manager: Person) -> None:
    office = at(region.gulou)
    Person.objects.filter(pk=manager.pk).update(employer=firm)
    Employment.objects.create(person=manager, enterprise=firm, title="项目经理", valid_from=date(2025, 1, 1))
    few = queries_of(office, "/people")
    register_person(actor=system_actor(), name="王小二", at=now(), employer_id=firm.pk)
    assert queries_of(office, "/people") == few
    (row,) = office.items("/people?q=大山")
    assert row == {
        "id": str(manager.pk), "name": "陈大山", "id_kind": "resident", "id_number_masked": "110***********002X",
        "phone_masked": "138****1234", "gender": "", "employer_id": str(firm.pk), "employer_name": firm.name,
        "unmatched": False, "doubtful": False,
    }  # fmt: skip
    assert [one["name"] for one in office.items("/people?unmatched=true")] == ["王小二"]
    detail = office.get(f"/people/{manager.pk}")
    assert NUMBER not in detail.content.decode()
    assert [(one["enterprise_name"], one["valid_to"]) for one in detail.json()["employments"]] == [(firm.name, None)]
    assert [one["title"] for one in office.items(f"/people/employments?enterprise={firm.pk}")] == ["项目经理"]
    assert office.items("/people/employments?on=2024-01-01") == []

    acts = Act.objects.count()
    full = f"/people/{manager.pk}/unmask"
    assert refused(office.post(full, field="id_number", reason="看"))[::2] == (422, ["reason"])
    assert refused(office.post(full, field="address", reason="核对住址登记"))[0] == 409
    assert refused(office.post(full, field="name", reason="核对住址登记"))[::2] == (422, ["field"])
    assert refused(at(region.gulou, Role.SYSTEM_ADMIN).post(full, field="phone", reason="核对特种作业证"))[0] == 403
    assert (
        refused(
            head_of(register_enterprise(actor=system_actor(), name="青山公司", at=now())).get(f"/people/{manager.pk}")
        )[0]
        == 404
    )
    assert Act.objects.filter(verb="person.unmask").count() == 0
    acts = Act.objects.count()
    shown = [office.post(full, field="phone", reason="核对特种作业证", key="same") for _ in range(2)]
    assert [one.json() for one in shown] == [{"field": "phone", "value": PHONE}] * 2
    # Each look leaves its own trace, and the number is kept nowhere.
    assert (Act.objects.count() - acts, Act.objects.filter(verb="person.unmask").count()) == (2, 2)
    assert not KeyedWrite.objects.filter(answer__contains=PHONE).exists()


def test_marks_grids_blind_spots_and_informants(region: Region, firm: Enterprise, manager: Person) -> None:
    office, other, boss = at(region.gulou), at(region.taijiang), head_of(firm)
    site = region.project(region.gulou)
    said = {"subject_kind": "project", "subject_id": site.pk, "kind": "manual.watched", "reason": "夜间施工"}
    assert refused(other.post("/marks", said))[0] == 404
    assert refused(boss.post("/marks", said))[0] == 403
    assert refused(office.post("/marks", {**said, "kind": "rule"}))[::2] == (422, ["kind"])
    assert Mark.objects.count() == 0
    made = office.post("/marks", said)
    assert (made.status_code, made.json()["label"], made.json()["subject_name"]) == (201, "重点关注", site.name)
    assert refused(office.post("/marks", said))[0] == 409
    assert ([m["id"] for m in office.items("/marks")], other.items("/marks")) == ([made.json()["id"]], [])
    clear = f"/marks/{made.json()['id']}/clear"
    assert refused(other.post(clear, reason="已改"))[0] == 404
    assert office.post(clear, reason="已经整改").json()["cleared_why"] == "已经整改"
    assert refused(office.post(clear, reason="再来"))[0] == 409
    assert (office.items("/marks"), len(office.items(f"/marks?open=false&subject_id={site.pk}"))) == ([], 1)

    few = queries_of(office, "/grids")
    leader = region.actor(region.gulou, Role.LEADER)
    for n in range(3):
        add_grid(actor=leader, agency_id=region.gulou.pk, name=f"第{n}网格", outline=SQUARE, at=now())
    grids = office.items("/grids?q=网格")
    assert [(g["name"], g["main"], g["projects"]) for g in grids] == [
        ("第0网格", "", 0),
        ("第1网格", "", 0),
        ("第2网格", "", 0),
    ]
    assert queries_of(office, "/grids?limit=1") == queries_of(office, "/grids") >= few
    assert (other.items("/grids"), other.get(f"/grids/{grids[0]['id']}").status_code) == ([], 404)
    assert len(office.get(f"/grids/{grids[0]['id']}").json()["rings"][0]) == 5

    blind = office.items("/blind-spots")
    assert [(one["id"], one["blind"], one["agency_name"]) for one in blind] == [
        (str(site.pk), "no_officer", "鼓楼质安站")
    ]
    assert (office.items("/blind-spots?blind=several"), other.items("/blind-spots")) == ([], [])
    settle = f"/blind-spots/{site.pk}/settlement"
    assert refused(office.post(settle, agency_id=region.taijiang.pk, reason="会议纪要"))[0] == 403
    assert refused(other.post(settle, agency_id=region.taijiang.pk, reason="会议纪要"))[0] == 403
    assert at(region.city, Role.LEADER).post(settle, agency_id=region.city.pk, reason="会议纪要1号").status_code == 204
    site.refresh_from_db()
    assert site.agency_id == region.city.pk

    named = {"subject": "enterprise", "subject_id": firm.pk, "person_id": manager.pk, "on": today(), "duty": "资料员"}
    assert refused(office.post("/informants", {**named, "person_id": new_id()}))[0] == 404
    assert Informant.objects.count() == 0
    one = office.post("/informants", named)
    address = f"/informants/{one.json()['id']}"
    assert (one.status_code, one.json()["phone_masked"], one.json()["overdue"]) == (201, "138****1234", False)
    assert refused(office.post("/informants", named))[0] == 409
    assert other.get(address).status_code == 404
    assert refused(office.post(f"{address}/reports", kind="danger"))[::2] == (422, ["what"])
    kept = boss.post(f"{address}/reports", kind="safe")
    assert (kept.status_code, kept.json()["late"]) == (201, False)
    assert [r["kind"] for r in office.get(address).json()["reports"]] == ["safe"]
    assert office.post(f"{address}/end", on=today()).json()["valid_to"] == str(today())
    assert refused(office.post(f"{address}/reports", kind="safe"))[0] == 409
    assert len(office.items("/informants?past=true")) == 1


def test_a_correction_and_a_merge(region: Region, firm: Enterprise) -> None:
    Enterprise.objects.filter(pk=firm.pk).update(division_code="350102", legal_person="周立三")
    clerk, leader = at(region.gulou, Role.CLERK), at(region.gulou, Role.LEADER)
    boss, far = head_of(firm), at(region.taijiang)
    boss.client.get(f"/enterprises/{firm.pk}/")
    said = {
        "kind": "enterprise",
        "record_id": firm.pk,
        "field": "legal_person",
        "value": "周立山",
        "reason": "见营业执照",
    }
    assert refused(clerk.post("/corrections", {**said, "reason": "错"}))[::2] == (422, ["reason"])
    assert refused(clerk.post("/corrections", {**said, "value": "周立三"}))[::2] == (422, ["value"])
    assert refused(clerk.post("/corrections", {**said, "field": "id"}))[0] == 404
    assert refused(clerk.post("/corrections", {**said, "kind": "agency"}))[0] == 404
    assert Correction.objects.count() == 0
    asked = clerk.post("/corrections", said)
    address = f"/corrections/{asked.json()['id']}"
    assert (asked.status_code, asked.json()["state"], asked.json()["old_text"]) == (201, "ASKED", "周立三")
    assert refused(clerk.post("/corrections", said))[0] == 409
    assert [a["action"] for a in clerk.get(address).json()["actions"]] == ["withdraw"]
    assert {a["action"] for a in leader.get(address).json()["actions"]} == {"approve", "refuse"}
    assert refused(clerk.post(f"{address}/actions/approve"))[0] == 403
    assert refused(leader.post(f"{address}/actions/refuse"))[::2] == (422, ["opinion"])
    assert refused(leader.post(f"{address}/actions/withdraw"))[0] == 403
    assert refused(far.post(f"{address}/actions/approve"))[0] == 404
    assert Enterprise.objects.get(pk=firm.pk).legal_person == "周立三"
    assert leader.post(f"{address}/actions/approve", opinion="已核对").json()["reached"] == 1
    assert Enterprise.objects.get(pk=firm.pk).legal_person == "周立山"
    (reader,) = clerk.get(address).json()["readers"]
    assert (reader["reader_name"], reader["ways"], reader["state"]) == ("企业主要负责人甲", ["page"], "TOLD")
    assert [c["id"] for c in clerk.items("/corrections?mine=true&state=APPLIED")] == [asked.json()["id"]]
    (notice,) = boss.items("/correction-notices")
    assert (notice["old_text"], notice["new_text"]) == ("周立三", "周立山")
    hear = f"/correction-notices/{notice['id']}/acknowledgement"
    assert refused(leader.post(hear))[0] == 403
    assert boss.post(hear, answer="已改").json()["state"] == "DONE"
    assert refused(boss.post(hear))[0] == 409

    twin = register_enterprise(actor=system_actor(), name=f"{firm.name} ", division_code="350102", at=now())
    find_duplicates()
    (pair,) = clerk.get("/merges/candidates?kind=enterprise").json()
    assert {pair["first_id"], pair["second_id"]} == {str(firm.pk), str(twin.pk)}
    both = {"kind": "enterprise", "gone_id": twin.pk, "survivor_id": firm.pk, "reason": "两次登记"}
    assert refused(boss.post("/merges", both))[0] == 403
    assert refused(far.post("/merges", both))[0] == 403
    assert refused(clerk.post("/merges", {**both, "gone_id": firm.pk}))[::2] == (422, ["survivor"])
    assert refused(clerk.post("/merges", {**both, "gone_id": new_id()}))[0] == 404
    assert Merge.objects.count() == 0
    done = clerk.post("/merges", both)
    assert (done.status_code, done.json()["survivor_title"], done.json()["state"]) == (201, firm.name, "DONE")
    assert refused(clerk.post("/merges", both))[0] == 409
    assert [m["id"] for m in far.items("/merges?kind=enterprise")] == [done.json()["id"]]
    undo = f"/merges/{done.json()['id']}/undo"
    assert refused(far.post(undo, reason="弄错了吧"))[0] == 403
    assert clerk.post(undo, reason="是两家企业").json()["state"] == "UNDONE"
    assert refused(clerk.post(undo, reason="是两家企业"))[0] == 409
    find_duplicates()
    assert clerk.get("/merges/candidates?kind=enterprise").json() == []  # taken apart: not proposed again
