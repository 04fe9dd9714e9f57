"""Who is barred from what: written down with its decision, asked for any day, lifted but never deleted."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from zhiben.domains.standing.models import Bar
from zhiben.domains.standing.public import BarKind, SubjectKind, bar_subject, bars, bars_of, lift_bar
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import CHINA, today
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.rules.models import Finding
from zhiben.kernel.rules.terms import FindingState
from zhiben.kernel.ui.tests.people import client_of, make_person
from zhiben.registry.agencies.public import add_agency
from zhiben.registry.agencies.terms import AgencyKind
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.enterprises.public import register_enterprise

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 6, 9, tzinfo=CHINA)
FIRST, AFTER = date(2026, 1, 1), date(2026, 7, 1)


@pytest.fixture
def firm() -> Enterprise:
    return register_enterprise(actor=system_actor(), name="闽江建设有限公司", division_code="350102", at=AT)


def clerk(role: Role = Role.CLERK) -> Actor:
    agency = add_agency(
        actor=system_actor(), name=f"青峦住建局{new_id()}", division_code="350102", kind=AgencyKind.AUTHORITY, at=AT
    )
    return Actor(name="林晓", user_id=new_id(), role=role, reach=ReachKind.AGENCY, reach_id=agency.pk, path=agency.path,
                 level=agency.level)  # fmt: skip


def put(actor: Actor, firm: Enterprise, **other: Any) -> Bar:
    given: dict[str, Any] = {
        "subject_kind": SubjectKind.ENTERPRISE, "subject_id": firm.pk, "what": BarKind.BID, "valid_from": FIRST,
        "valid_to": AFTER, "decision_no": "青建罚〔2026〕1号", "because": "发生较大事故", "decided_by": "青峦住建局", "at": AT,
    }  # fmt: skip
    return bar_subject(actor=actor, **{**given, **other})


def test_asked_for_a_day(firm: Enterprise) -> None:
    """Half-open: on the day it ends it holds no more."""
    bar, subject = put(clerk(), firm), (SubjectKind.ENTERPRISE, firm.pk)
    other = (SubjectKind.PERSON, firm.pk)
    assert bars_of([subject, other], FIRST) == {subject: [bar]}
    assert bars_of([subject], AFTER - timedelta(days=1)) == {subject: [bar]}
    assert bars_of([subject], AFTER) == bars_of([subject], FIRST - timedelta(days=1)) == {}


def test_the_same_decision_is_one_row(firm: Enterprise) -> None:
    actor = clerk()
    assert put(actor, firm).pk == put(actor, firm).pk
    assert put(actor, firm, what=BarKind.RATING).pk != put(actor, firm).pk


def test_what_is_refused_writes_nothing(firm: Enterprise) -> None:
    with pytest.raises(NotPermitted):
        put(clerk(Role.INSPECTOR), firm)
    with pytest.raises(InvalidInput) as refusal:
        put(clerk(), firm, decision_no=" ", because="", valid_to=FIRST)
    assert [one.field for one in refusal.value.errors] == ["decision_no", "because", "valid_to"]
    with pytest.raises(NotVisible):
        put(clerk(), firm, subject_id=new_id())
    assert not Bar.objects.exists()


def test_lifted_before_its_time_by_who_wrote_it(firm: Enterprise) -> None:
    actor = clerk()
    bar = put(actor, firm)
    with pytest.raises(NotPermitted):
        lift_bar(actor=clerk(), bar_id=bar.pk, on=date(2026, 5, 1), because="信用修复", at=AT)
    lifted = lift_bar(actor=actor, bar_id=bar.pk, on=date(2026, 5, 1), because="完成信用修复", at=AT)
    assert (lifted.valid_to, lifted.lifted_on) == (date(2026, 5, 1), date(2026, 5, 1))
    with pytest.raises(WrongState):
        lift_bar(actor=actor, bar_id=bar.pk, on=date(2026, 6, 1), because="再次解除", at=AT)
    own = Actor(name="企业", role=Role.PRINCIPAL, reach=ReachKind.ENTERPRISE, reach_id=firm.pk)
    assert list(bars(own)) == [lifted]
    assert not bars(Actor(name="别家", role=Role.PRINCIPAL, reach=ReachKind.ENTERPRISE, reach_id=new_id()))


def test_written_and_lifted_on_pages_and_over_the_wire(firm: Enterprise) -> None:
    grant = make_person("barring", role=Role.CLERK)
    client: Client = client_of(grant)
    page = f"/bars/new/enterprise/{firm.pk}/"
    assert "闽江建设有限公司" in client.get(page).content.decode()
    given = {"what": "market", "valid_from": str(today()), "decision_no": "青建罚〔2026〕2号", "decided_by": "青峦住建局",
             "because": "挂靠"}  # fmt: skip
    answer = client.post(page, given)
    bar = Bar.objects.get()
    assert answer["Location"] == f"/bars/{bar.pk}/"
    assert "限制中" in client.get(f"/bars/{bar.pk}/").content.decode()
    assert "市场禁入" in client.get(f"/enterprises/{firm.pk}/").content.decode()
    assert client.get(f"/api/v1/bars?on={today()}").json()["items"][0]["decision_no"] == "青建罚〔2026〕2号"
    lifted = client.post(
        f"/api/v1/bars/{bar.pk}/lift", {"on": str(today()), "because": "信用修复"}, content_type="application/json"
    )
    assert (lifted.status_code, lifted.json()["lifted_on"]) == (200, str(today()))
    assert client.get(f"/api/v1/bars?on={today()}").json()["items"] == []


def test_a_finding_is_read_and_explained_on_its_page_and_over_the_wire(firm: Enterprise) -> None:
    grant = make_person("finding-reader")
    person = str(new_id())
    finding = Finding.objects.create(
        rule="barred-director", key="k", subject_kind="enterprise", subject_id=firm.pk, subject_name=firm.name,
        severity="high", digest="x", raised_at=AT, changed_at=AT, agency_id=grant.reach_id, agencies=[grant.reach_id],
        facts=[{"label": "限制事项", "value": "限制投标"}],
        path=[
            {"from": {"kind": "enterprise", "id": str(firm.pk), "name": firm.name}, "word": "主要负责人是",
             "to": {"kind": "person", "id": person, "name": "查任负"}},
            {"from": {"kind": "person", "id": person, "name": "查任负"}, "word": "又任技术负责人",
             "to": {"kind": "number", "id": None, "name": "某工程"}},
        ],
    )  # fmt: skip
    client = client_of(grant)
    shown = client.get(f"/findings/{finding.pk}").content.decode()
    assert all(word in shown for word in (firm.name, "又任技术负责人", "某工程", f"/people/{person}/", "<svg viewBox"))
    assert "受限企业负责人另任职" in client.get("/findings/rules/").content.decode()
    detail = client.get(f"/api/v1/findings/{finding.pk}").json()
    assert [hop["word"] for hop in detail["path"]] == ["主要负责人是", "又任技术负责人"]
    assert client.post(f"/findings/{finding.pk}/dismiss", {"reason": "好"}).status_code == 422
    assert client.post(f"/findings/{finding.pk}/dismiss", {"reason": "已核实为同名不同人"}).status_code == 302
    finding.refresh_from_db()
    assert (finding.state, finding.reason) == (FindingState.DISMISSED, "已核实为同名不同人")
    again = client.post(f"/api/v1/findings/{finding.pk}/reopen", {"reason": ""}, content_type="application/json")
    assert again.json()["state"] == "open"
    assert client.post(f"/findings/{new_id()}/dismiss", {"reason": "没有这一条"}).status_code == 404
