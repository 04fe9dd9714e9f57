"""Many at once: each row by itself, what is refused is said with its reason and stays as it was."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from pypdf import PdfReader

from zhiben.domains.hazards.models import ChangeRequest, Hazard
from zhiben.domains.hazards.services.issuing import advance_notice
from zhiben.domains.hazards.tests.factories import Site, account, draft, finding, issued, items, make_site, user_of
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.workflow.models import CaseMove, Todo

pytestmark = pytest.mark.django_db


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(user_of(actor))
    return client


def post(actor: Actor, address: str, action: str, picked: Any, **more: Any) -> Any:
    return client_of(actor).post(address, {"bulk": action, "step": "do", "pick": [str(p.pk) for p in picked], **more})


def deadlines(hazards: list[Hazard]) -> list[Any]:
    return [Hazard.objects.get(pk=h.pk).deadline_on for h in hazards]


def three() -> tuple[Site, list[Hazard]]:
    """Two hazards being rectified, one of a notice still in draft."""
    site = make_site()
    out = items(issued(site, finding(), finding("楼梯间无照明")))
    return site, [*out, *items(draft(site))]


def test_a_leader_extends_those_that_can_be_extended() -> None:
    site, hazards = three()
    before = deadlines(hazards)
    new = day_of(now()) + timedelta(days=30)
    answer = post(site.leader, "/hazards/", "extend", hazards, new_deadline_on=new.isoformat(), reason="连续降雨")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "办成 2 条，1 条没有办" in page
    assert "不在整改中，不能延期" in page
    assert deadlines(hazards) == [new, new, before[2]]
    assert [c.state for c in ChangeRequest.objects.order_by("id")] == ["APPROVED", "APPROVED"]
    assert CaseMove.objects.filter(action="extend").count() == 2


def test_a_deadline_that_is_not_later_changes_nothing() -> None:
    site, hazards = three()
    before = deadlines(hazards)
    answer = post(
        site.leader, "/hazards/", "extend", hazards, new_deadline_on=day_of(now()).isoformat(), reason="连续降雨"
    )
    assert "办成 0 条，3 条没有办" in answer.content.decode()
    assert deadlines(hazards) == before
    assert not ChangeRequest.objects.exists()


def test_an_officer_asks_and_the_second_time_is_refused() -> None:
    site, hazards = three()
    before = deadlines(hazards)
    given = {"new_deadline_on": (day_of(now()) + timedelta(days=30)).isoformat(), "reason": "连续降雨"}
    done = post(site.inspector, "/hazards/", "ask_extend", hazards[:2], **given)
    assert done.status_code == 302
    assert deadlines(hazards) == before
    assert [c.state for c in ChangeRequest.objects.all()] == ["PENDING", "PENDING"]
    again = post(site.inspector, "/hazards/", "ask_extend", hazards[:2], **given)
    assert again.content.decode().count("已经有一份「延长整改期限」申请在等审批") == 2
    assert ChangeRequest.objects.count() == 2


def test_the_form_in_between_asks_once_for_all() -> None:
    site, hazards = three()
    answer = client_of(site.leader).post("/hazards/", {"bulk": "extend", "pick": [str(h.pk) for h in hazards]})
    page = answer.content.decode()
    assert "共 3 条记录" in page
    assert page.count('name="new_deadline_on"') == 1


@pytest.mark.parametrize(
    ("role", "action"), [(Role.INSPECTOR, "extend"), (Role.LEADER, "ask_extend"), (Role.CLERK, "extend")]
)
def test_only_declared_roles(role: Role, action: str) -> None:
    site, hazards = three()
    before = deadlines(hazards)
    given = {"new_deadline_on": (day_of(now()) + timedelta(days=30)).isoformat(), "reason": "连续降雨"}
    assert post(account("某", role, site.agency), "/hazards/", action, hazards, **given).status_code == 403
    assert deadlines(hazards) == before


def test_notices_are_assigned_where_there_is_something_to_assign() -> None:
    site = make_site(sign_required=True)
    waiting = advance_notice(actor=site.inspector, notice_id=draft(site).pk, at=now())
    drafted = draft(site)
    clerk, second = account("尹六", Role.CLERK, site.agency), account("何五", Role.LEADER, site.agency)
    answer = post(clerk, "/notices/", "assign", [waiting, drafted], user_id=str(second.user_id))
    page = answer.content.decode()
    assert "办成 1 条，1 条没有办" in page
    assert Todo.objects.get(case_id=waiting.pk, closed_at=None).assigned_to == second.user_id
    foreign = make_site(code="350103", name="别处的工程").leader
    refused = post(clerk, "/notices/", "assign", [waiting], user_id=str(foreign.user_id))
    assert refused.status_code == 422
    assert Todo.objects.get(case_id=waiting.pk, closed_at=None).assigned_to == second.user_id


def test_notices_print_as_one_file_in_the_order_of_the_list() -> None:
    site = make_site()
    first, second, third = issued(site), issued(site), draft(site)
    answer = post(site.inspector, "/notices/", "print", [second, first, third])
    assert answer["Content-Type"] == "application/pdf"
    pages = [page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages]
    text = "".join("".join(pages).split())
    assert text.index(second.number) < text.index(first.number)
    begins = [n for n, page in enumerate(pages) if "责令限期整改通知书" in page.replace(" ", "")[:200]]
    assert len(pages) % 2 == 0
    assert begins[0] == 0


def test_too_many_to_print_at_once_says_how_many(monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site()
    answer = client_of(site.inspector).post("/notices/", {"bulk": "print", "pick": [str(n) for n in range(61)]})
    assert answer.status_code == 422
    assert "一次最多办理 60 条" in answer.content.decode()


def test_picked_rows_are_exported_and_nothing_else() -> None:
    site, hazards = three()
    answer = post(site.inspector, "/hazards/", "export", hazards[:1])
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.values)
    assert len(rows) == 2
    assert rows[1][0] == hazards[0].title


def test_rows_of_another_place_are_not_there() -> None:
    site, _ = three()
    theirs = items(issued(make_site(code="350103", name="别处的工程")))
    before = deadlines(theirs)
    given = {"new_deadline_on": (day_of(now()) + timedelta(days=30)).isoformat(), "reason": "连续降雨"}
    assert post(site.leader, "/hazards/", "extend", theirs, **given).status_code == 404
    assert deadlines(theirs) == before
