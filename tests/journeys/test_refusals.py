"""What cannot be is refused in a Chinese sentence that names the field, and nothing has changed afterwards."""

from datetime import timedelta
from typing import Any

import pytest

from tests.journeys import ledgers
from tests.journeys.county import Bureau, open_bureau, token_of
from tests.journeys.person import Person
from tests.journeys.test_first_day import Program, counts, upload
from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.tests.factories import account, draft, issued, items, make_site, user_of
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import today
from zhiben.kernel.workflow.models import CaseMove
from zhiben.registry.projects.models import Project

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau() -> Bureau:
    return open_bureau()


def test_columns_nobody_knows_are_offered_for_matching_and_remembered(bureau: Bureau) -> None:
    clerk = Person(bureau.user(bureau.clerk))
    head = tuple(("项目大名",) if h == ("工程名称",) else h for h in ledgers.PROJECT_HEAD)
    rows = [
        [
            1,
            "旗山小学",
            "HJ1",
            "",
            "青石路",
            "闽侯县",
            "房建",
            1,
            2,
            "城投",
            "闽江建设",
            "旗山监理",
            "吴大山",
            "2025-03-05",
            "",
            "",
            "在建",
        ]
    ]
    content = ledgers.write_ledger("在建项目台账", head, rows)
    page = upload(clerk, content, "台账.xlsx")
    assert "项目大名 没认出" in page.text
    field = next(f for f in page.form_with("检查").fields.values() if f.kind == "select" and f.name == "c1")
    done = clerk.press(page, "检查", c1=field.value_of("工程名称"))
    assert counts(done) == (1, 1, 0, 0, 0)
    assert counts(upload(clerk, content, "台账.xlsx")) == (1, 1, 0, 0, 0)


def test_days_that_cannot_be_and_missing_proof(bureau: Bureau) -> None:
    clerk, program = Person(bureau.user(bureau.clerk)), Program(token_of(bureau.inspector))
    clerk.press(upload(clerk, ledgers.project_book(), "在建项目台账.xlsx"), "确认导入")
    project = str(Project.objects.values_list("pk", flat=True)[0])
    found: dict[str, Any] = {"project_id": project, "description": "临边防护缺失", "found_on": today().isoformat()}

    def refused(body: dict[str, Any], field: str, words: str) -> None:
        answer = program.post("/hazards", body, expect=422)
        assert [(e["field"], words in e["reason"]) for e in answer["errors"]] == [(field, True)], answer

    refused({**found, "found_on": (today() + timedelta(days=1)).isoformat()}, "found_on", "在今天之后")
    refused({**found, "found_on": "2026-02-30"}, "found_on", "日期")
    refused({**found, "deadline_on": (today() - timedelta(days=1)).isoformat()}, "deadline_on", "不能早于发现日期")
    refused({**found, "level": "MAJOR"}, "clause_code", "判定标准")
    spot = program.post("/hazards", {**found, "fixed_on_spot": True}, expect=422)
    assert {e["field"] for e in spot["errors"]} == {"before_photos", "after_photos"}
    assert not Hazard.objects.exists()

    hazard = program.post("/hazards", found, expect=201)["id"]
    early = {"deadline_on": "2020-01-01", "responsible_person": "吴大山", "measure": "恢复"}
    assert program.post(f"/hazards/{hazard}/actions/order", early, expect=422)["errors"][0]["field"] == "deadline_on"
    late = program.post(f"/hazards/{hazard}/actions/close", {"conclusion": "合格"}, expect=409)
    assert "现在是「待下达整改」" in late["detail"]
    program.post(f"/hazards/{hazard}/actions/order", {**early, "deadline_on": today().isoformat()})
    bare = {"result": "好了", "on_behalf_of": "吴大山"}
    proof = program.post(f"/hazards/{hazard}/actions/submit", bare, expect=422)
    assert proof["errors"] == [{"field": "after_photos", "reason": "请上传整改后的照片（至少 1 张）"}]
    assert CaseMove.objects.filter(case_id=hazard).count() == 2


def test_what_belongs_to_another_division_is_not_there() -> None:
    here, there = make_site(), make_site(code="350103", name="台江花园")
    notice = issued(there)
    hazard = items(notice)[0]
    drafted = draft(there)
    stranger = Person(user_of(here.inspector))
    for address in (
        f"/hazards/{hazard.pk}/", f"/notices/{notice.pk}/", f"/projects/{there.project.pk}/", f"/notices/{notice.pk}/recheck/",
        f"/notices/{drafted.pk}/advance/",
    ):  # fmt: skip
        assert "没有找到" in stranger.open(address, expect=404).text, address
    program = Program(token_of(here.inspector))
    for path in (f"/hazards/{hazard.pk}", f"/notices/{notice.pk}"):
        program.get(path, expect=404)
    order = {"deadline_on": today().isoformat(), "responsible_person": "某", "measure": "某"}
    program.post(f"/hazards/{hazard.pk}/actions/order", order, expect=404)
    found = {"project_id": str(there.project.pk), "description": "某", "found_on": today().isoformat()}
    program.post("/hazards", found, expect=404)
    assert Hazard.objects.count() == 2


def test_whoever_may_not_is_told_so(bureau: Bureau) -> None:
    outsider = account("某监理", Role.AUDIT_ADMIN, bureau.agency)
    page = Person(bureau.user(outsider)).open("/imports/new", expect=403)
    assert "没有权限" in page.text
