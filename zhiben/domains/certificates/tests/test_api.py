"""Certificates over HTTP: the verbs and refusals of the pages, exact answers, one number of queries for any length."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhiben.domains.certificates.models import Certificate, CertificateCheck, CertificateRequest, RenewalBatch
from zhiben.domains.certificates.public import proofs_of
from zhiben.domains.certificates.tests.factories import issued, licence, manager_b
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import today
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.testing.calling import Caller, refused
from zhiben.kernel.ui.tests.people import make_person
from zhiben.kernel.workflow.models import CaseMove
from zhiben.registry.agencies.models import Agency
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.people.models import Person
from zhiben.registry.projects.tests.conftest import NUMBER, Region

pytestmark = pytest.mark.django_db
LICENCE = "（闽）JZ安许证字〔2026〕000123"


def at(agency: Agency, role: Role, name: str = "") -> Caller:
    return Caller(make_person(name or f"{role}-{agency.division_id}", role, agency=agency.pk, path=agency.path,
                              level=agency.level))  # fmt: skip


def queries_of(caller: Caller, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert caller.get(path).status_code == 200
    return len(seen)


def test_issued_suspended_asked_for_and_seen_by_programs(region: Region, firm: Enterprise, manager: Person) -> None:
    issuer, county = at(region.province, Role.CERTIFIER), at(region.gulou, Role.ENFORCER)
    facts = {"kind": "enterprise_license", "number": LICENCE, "enterprise_id": firm.pk}
    made = issuer.post("/certificates", facts, key="first")
    pk, day = made.json()["id"], today()
    assert (made.status_code, made.json()) == (201, {
        "id": pk, "kind": "enterprise_license", "class_code": "", "class_name": "", "number": LICENCE, "licence_id": "",
        "electronic": True, "holder_name": firm.name, "enterprise_id": str(firm.pk), "person_id": None,
        "officer_id": None, "equipment_id": None, "project_id": None, "employer_id": None, "employer_name": "",
        "scope_text": "", "issuer_name": "省质安总站", "agency_id": str(region.province.pk), "issued_on": str(day),
        "first_issued_on": str(day), "valid_from": str(day), "valid_to": made.json()["valid_to"], "state": "valid",
        "standing": "valid", "version": 1, "replaces_id": None, "suspended_from": None, "suspended_to": None,
        "decision_no": "", "decided_on": None, "because_of_accident": False, "unmatched": False, "doubtful": False,
        "province": "350000", "city": "", "county": "",
    })  # fmt: skip
    assert date.fromisoformat(made.json()["valid_to"]).year == day.year + 3 - (
        day.month == day.day == 1
    )  # the last day is the one before the anniversary
    assert issuer.post("/certificates", facts, key="first").json() == made.json()
    assert Certificate.objects.count() == 1

    # Who may not, what does not fit, what is not there: said, and nothing is changed.
    steps = f"/certificates/{pk}/actions"
    held = {"since": day, "until": day + timedelta(days=29), "reason": "发生一般事故", "because_of_accident": True}
    moves = CaseMove.objects.count()
    assert refused(issuer.post("/certificates", facts))[::2] == (422, ["number"])
    assert refused(county.post("/certificates", facts))[0] == 403
    assert refused(county.post(f"{steps}/suspend", held))[0] == 403
    assert refused(issuer.post(f"{steps}/suspend", {**held, "until": day}))[::2] == (422, ["until"])
    assert refused(issuer.post(f"{steps}/suspend", {"since": "昨天", "until": day, "reason": "甲"}))[::2] == (
        422, ["since"],
    )  # fmt: skip
    assert refused(issuer.post(f"{steps}/suspend", {}))[::2] == (422, ["since", "until", "reason"])
    assert refused(issuer.post(f"{steps}/suspend", {**held, "number": "一号"}))[::2] == (422, ["number"])
    assert refused(issuer.post(f"{steps}/settle", {"reason": "已核实"}))[0] == 409
    assert refused(issuer.post(f"{steps}/replace", {"reason": "换"}))[:2] == (404, "没有这项办理")
    assert refused(issuer.post(f"{steps}/change", {"reason": "改", "employer_id": new_id()}))[::2] == (
        422, ["employer_id"],
    )  # fmt: skip
    assert refused(issuer.post(f"/certificates/{new_id()}/actions/suspend", held))[0] == 404
    assert (CaseMove.objects.count(), Certificate.objects.get().state) == (moves, "valid")

    # 报请: the county asks, the province decides on the certificate, and the request is answered by that.
    asked = county.post(f"/certificates/{pk}/requests", wanted="suspend", reason="发生一般事故", days=30)
    assert (asked.status_code, asked.json()["state"], asked.json()["asked_by_name"]) == (
        201, "ASKED", "鼓楼质安站",
    )  # fmt: skip
    request = f"/certificate-requests/{asked.json()['id']}"
    assert refused(county.post(f"/certificates/{pk}/requests", wanted="suspend", reason="又报"))[0] == 409
    assert refused(issuer.post(f"/certificates/{pk}/requests", wanted="suspend", reason="事故"))[0] == 403
    assert [r["id"] for r in issuer.items("/certificate-requests?state=ASKED")] == [asked.json()["id"]]
    assert [a["action"] for a in issuer.get(request).json()["actions"]] == ["refuse"]
    assert refused(issuer.post(f"{request}/actions/take_back", answer="不报了"))[0] == 403
    assert at(region.taijiang, Role.LEADER).get(request).status_code == 404
    done = issuer.post(f"{steps}/suspend", held)
    assert (done.status_code, done.json()["state"], done.json()["standing"]) == (200, "suspended", "suspended")
    assert CertificateRequest.objects.get().state == "DECIDED"
    assert refused(county.post(f"{request}/actions/take_back", answer="不报了"))[0] == 409
    assert refused(issuer.post(f"{steps}/suspend", held))[0] == 409
    detail = county.get(f"/certificates/{pk}").json()
    assert [d["number"] for d in detail["decisions"]] == [done.json()["decision_no"]]
    assert [m["label"] for m in detail["history"]] == ["颁发", "暂扣"]
    assert detail["actions"] == []
    offered = {
        a["action"]: [i["name"] for i in a["inputs"]] for a in issuer.get(f"/certificates/{pk}").json()["actions"]
    }
    assert offered["lift"] == ["reason", "files"]

    # Before a bid or a permit: why not, since when, on what; that it was asked is kept.
    def asked_before(what: str) -> list[tuple[bool, list[str]]]:
        rows = county.post("/certificates/licence-checks", enterprise_ids=[firm.pk], what=what).json()
        return [(row["passed"], [limit["what"] for limit in row["limits"]]) for row in rows]

    assert (asked_before("bid"), asked_before("permit")) == ([(False, ["bid"])], [(False, ["permit"])])
    assert refused(county.post("/certificates/licence-checks", enterprise_ids=[new_id()], what="bid"))[0] == 404
    assert refused(county.post("/certificates/licence-checks", enterprise_ids=[firm.pk], what="win"))[0] == 422
    assert [a.detail["passed"] for a in Act.objects.filter(verb="certificates.licence_check")] == [False, False]
    assert issuer.post(f"{steps}/lift", reason="决定有误").json()["standing"] == "valid"

    # Lists: narrowed as on the page, walked by key, never more queries for more rows.
    before = queries_of(county, "/certificates")
    b = manager_b(region, manager.pk, firm.pk, electronic=False)
    for n in range(3):
        licence(region, Enterprise.objects.create(name=f"甲{n}公司", name_key=f"甲{n}", created_at=b.opened_at).pk,
                f"（闽）JZ安许证字〔2026〕00020{n}")  # fmt: skip
    assert queries_of(county, "/certificates") <= before
    assert [c["id"] for c in county.items(f"/certificates?employer={firm.pk}")] == [str(b.pk)]
    assert [c["number"] for c in county.items("/certificates?electronic=false")] == [b.number]
    assert county.items("/certificates?standing=suspended") == []
    assert refused(county.get("/certificates?standing=gone"))[0] == 422
    page = county.get("/certificates?limit=2&count=true&kind=enterprise_license").json()
    rest = county.items(f"/certificates?kind=enterprise_license&cursor={page['next']}")
    assert (page["count"], len({c["id"] for c in (*page["items"], *rest)})) == (4, 4)
    boss = Caller(make_person("boss", Role.PRINCIPAL, agency=firm.pk, reach=ReachKind.ENTERPRISE))
    assert {c["number"] for c in boss.items("/certificates")} == {LICENCE, b.number}
    assert boss.get(f"/certificates/{rest[0]['id']}").status_code == 404
    assert refused(at(region.gulou, Role.SYSTEM_ADMIN).get("/certificates"))[0] == 403


def test_renewals_and_checks(region: Region, firm: Enterprise, manager: Person) -> None:
    city, county = at(region.city, Role.CERTIFIER), at(region.gulou, Role.INSPECTOR)
    old = issued(region, "special_worker", "闽A012026000001", class_code="01", person_id=manager.pk, electronic=False,
                 employer_id=firm.pk)  # fmt: skip
    Certificate.objects.filter(pk=old.pk).update(place=region.gulou.path, city="350100", county="350102")
    given: dict[str, Any] = {"kinds": ["special_worker"], "division": "350100", "due_on": today() - timedelta(days=1)}
    assert refused(county.post("/renewals", given))[0] == 403
    assert refused(city.post("/renewals", {**given, "division": "460100"}))[0] == 403
    assert refused(city.post("/renewals", {**given, "kinds": []}))[::2] == (422, ["kinds"])
    assert RenewalBatch.objects.count() == 0
    made = city.post("/renewals", given)
    pk = made.json()["id"]
    assert (made.status_code, made.json()["wanted"], made.json()["done"]) == (201, 1, 0)
    assert city.get(f"/renewals/{pk}").json()["by_kind"] == [{
        "key": "special_worker", "label": "特种作业操作资格证", "wanted": 1, "done": 0, "left": 1, "late": 1,
        "percent": 0.0, "due_on": str(given["due_on"]),
    }]  # fmt: skip
    assert [r["label"] for r in county.get(f"/renewals/{pk}").json()["by_region"]] == ["福建省福州市鼓楼区"]
    (item,) = county.items(f"/renewals/{pk}/items?late=true")
    assert (item["number"], item["state"], item["new_number"]) == (old.number, "WAITING", "")
    taijiang = at(region.taijiang, Role.INSPECTOR)
    assert (taijiang.items(f"/renewals/{pk}/items"), taijiang.items("/renewals")[0]["wanted"]) == ([], 0)
    assert refused(at(region.province, Role.CERTIFIER).post(f"/renewals/{pk}/close"))[0] == 403
    assert city.post(f"/renewals/{pk}/close").json()["closed_at"]
    assert city.post(f"/renewals/{new_id()}/close").status_code == 404

    site = region.project(region.gulou)
    said = {"project_id": site.pk, "text": proofs_of([old.pk])[old.pk].code,
            "document": {"id_number": NUMBER, "likeness": True}, "no_face": "not_connected"}  # fmt: skip
    assert refused(taijiang.post("/certificate-checks", said))[0] == 404
    assert refused(county.post("/certificate-checks", {**said, "text": "闽A0000"}))[::2] == (422, ["text"])
    assert refused(county.post("/certificate-checks", {**said, "document": {"id_number": ""}}))[0] == 422
    boss = Caller(make_person("boss", Role.PRINCIPAL, agency=firm.pk, reach=ReachKind.ENTERPRISE))
    assert refused(boss.post("/certificate-checks", said))[0] == 403
    assert CertificateCheck.objects.count() == 0
    kept = county.post("/certificate-checks", said)
    row = kept.json()
    assert (kept.status_code, row["code_result"], row["outcome"], row["wrong"]) == (201, "genuine", "same", False)
    assert (row["face_score"], row["document_matches"], row["certificate_id"]) == ("", True, str(old.pk))
    assert NUMBER not in kept.content.decode()
    (listed,) = county.items(f"/certificate-checks?person_id={manager.pk}&since={today()}")
    assert {**listed, "at": ""} == {**row, "at": ""}
    assert datetime.fromisoformat(listed["at"]) == datetime.fromisoformat(row["at"])
    assert county.items("/certificate-checks?wrong=true") == taijiang.items("/certificate-checks") == []
    assert taijiang.get(f"/certificate-checks/{row['id']}").status_code == 404
