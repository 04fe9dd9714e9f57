"""约谈 through its pages, its papers, its ledger and its API."""

import json
from io import BytesIO
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.test import Client

from tests.conformance.visible import oddities, visible_text
from zhiben.domains.hazards.tests.factories import Site, issued, items, make_site, user_of
from zhiben.domains.interviews import reactions
from zhiben.domains.interviews.documents import printed
from zhiben.domains.interviews.models import Commitment, Interview
from zhiben.domains.interviews.tests.factories import REASON, drafted, head_of, held, later, signed, step
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.papers.exporting import export_ledger
from zhiben.kernel.papers.ledger import ExportFilter
from zhiben.kernel.papers.mapping import guess_kind
from zhiben.kernel.papers.web.printing import printed_answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site()


def client_of(actor: Actor) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user_of(actor))
    return client


def send(actor: Actor, path: str, body: dict[str, Any]) -> Any:
    headers = {"Idempotency-Key": str(uuid4())}
    text = json.dumps(body, ensure_ascii=False, default=str)
    return client_of(actor).post(f"/api/v1{path}", text, content_type="application/json", headers=headers)


def test_from_the_hazard_to_the_leaders_desk_and_back(site: Site) -> None:
    hazard = items(issued(site))[0]
    page = client_of(site.inspector).get(f"/hazards/{hazard.pk}/").content.decode()
    address = f"/interviews/new/?kind=hazard&amp;case={hazard.pk}"
    assert address in page
    form = client_of(site.inspector).get(address.replace("&amp;", "&")).content.decode()
    assert site.contractor.name in form
    answer = client_of(site.inspector).post(
        address.replace("&amp;", "&"), {"subject": f"enterprise:{site.contractor.pk}", "reason": REASON}
    )
    assert answer.status_code == 302
    interview = Interview.objects.get()
    assert (interview.case_kind, interview.case_id) == ("hazard", hazard.pk)
    again = client_of(site.inspector).get(f"/hazards/{hazard.pk}/").content.decode()
    assert address not in again
    assert answer["Location"] in again
    text = client_of(site.leader).get(answer["Location"]).content.decode()
    assert oddities(text) == []
    assert "约谈是提醒和督促，不是行政处罚" in text
    assert hazard.title in text


def test_record_form_takes_promises_row_by_row(site: Site) -> None:
    interview = signed(site)
    where = f"/interviews/{interview.pk}/do/hold/"
    client = client_of(site.inspector)
    given = {
        "held_on": later(0), "host": "陈二", "attendees": "周五、林一", "problems": "支护变形未处置",
        "text1": "完成支护加固", "person1": "吴大山", "until1": later(7), "text2": "补监测方案", "person2": "",
        "until2": later(3),
    }  # fmt: skip
    refused = client.post(where, given)
    assert refused.status_code == 422
    assert "第 2 条承诺请填写「责任人」" in refused.content.decode()
    assert not Commitment.objects.exists()
    assert client.post(where, {**given, "person2": "周五"}).status_code == 302
    rows = Commitment.objects.order_by("position").values_list("text", "person", "until")
    assert list(rows) == [("完成支护加固", "吴大山", later(7)), ("补监测方案", "周五", later(3))]
    shown = " ".join(visible_text(client.get(f"/interviews/{interview.pk}/").content.decode()))
    assert "完成支护加固" in shown
    assert "约谈记录（PDF）" in shown


def test_enterprise_sees_signs_and_answers_only_its_own(site: Site) -> None:
    interview = held(site)
    head, stranger = head_of(site.contractor), head_of(make_site(name="另一个工程").contractor, "外人")
    assert client_of(head).get(f"/interviews/{interview.pk}/").status_code == 200
    assert client_of(stranger).get(f"/interviews/{interview.pk}/").status_code == 404
    one = Commitment.objects.filter(interview=interview)[0]
    page = client_of(head).get(f"/interviews/commitments/{one.pk}/").content.decode()
    assert "报送落实情况" in page
    answer = client_of(head).post(f"/interviews/commitments/{one.pk}/do/submit/", {"result": "已加固"})
    assert answer.status_code == 302
    one.refresh_from_db()
    assert (one.state, one.submitted_by) == ("SUBMITTED", "周五")


def test_papers_print_and_a_draft_says_so(site: Site) -> None:
    draft = printed(drafted(site), "notice")
    assert draft is not None
    assert draft.draft
    interview = held(site)
    for which, words in (("notice", "约谈事由"), ("minutes", "主要问题")):
        paper = printed(interview, which)
        assert paper is not None
        assert words in str(paper.body)
        assert paper.qr.endswith(paper.qr[-22:])
        answer = client_of(site.inspector).get(f"/interviews/{interview.pk}/{which}.pdf")
        assert answer.content[:5] == b"%PDF-"
        assert printed_answer(paper, "docx").content[:2] == b"PK"
    assert printed(interview, "moved1") is None
    assert client_of(site.inspector).get(f"/interviews/{interview.pk}/moved1.pdf").status_code == 404
    assert client_of(site.inspector).get(f"/interviews/{interview.pk}/x.pdf").status_code == 404


def test_ledger_has_a_row_for_every_promise(site: Site) -> None:
    held(site)
    drafted(site)
    out = BytesIO()
    assert export_ledger("interviews", ExportFilter(actor=site.inspector), out, at=now()) == 2
    sheet = openpyxl.load_workbook(out).worksheets[0]
    heads = [c.value for c in sheet[3]]
    rows = [dict(zip(heads, [c.value for c in row], strict=True)) for row in sheet.iter_rows(min_row=4)]
    assert [r["承诺责任人"] for r in rows] == ["吴大山", "周五"]
    assert {r["约谈对象"] for r in rows} == {site.contractor.name}
    assert guess_kind(["文号", "约谈对象", "被约谈人及职务", "约谈事由", "承诺期限"])[0] != "interviews"


def test_subject_is_told_once_with_day_and_place(site: Site) -> None:
    head, interview = head_of(site.contractor), signed(site)
    payload = {"interview_id": str(interview.pk), "action": "sign"}
    reactions.tell_of_interview(payload, now())
    told = Notification.objects.get(user_id=user_of(head).pk)
    assert interview.number in told.title
    assert "09:30" in told.title
    assert told.statutory
    reactions.tell_of_interview({**payload, "action": "edit"}, now())
    assert Notification.objects.filter(user_id=user_of(head).pk).count() == 1


def test_closed_hazard_takes_its_draft_off_the_desk(site: Site) -> None:
    hazard = items(issued(site))[0]
    interview = drafted(site, case_kind="hazard", case_id=hazard.pk)
    reactions.take_down_drafts({"hazard_id": str(hazard.pk), "state": "SUBMITTED"}, now())
    assert Interview.objects.get(pk=interview.pk).state == "DRAFT"
    reactions.take_down_drafts({"hazard_id": str(hazard.pk), "state": "CLOSED"}, now())
    assert Interview.objects.get(pk=interview.pk).state == "OVERTAKEN"


def test_api_from_draft_to_kept_promise(site: Site) -> None:
    made = send(
        site.inspector, "/interviews",
        {"agency_id": site.agency.pk, "enterprise_id": site.contractor.pk, "reason": REASON},
    )  # fmt: skip
    assert (made.status_code, made.json()["state"]) == (201, "DRAFT")
    pk = made.json()["id"]
    assert send(site.inspector, f"/interviews/{pk}/sign", {}).status_code == 403
    meeting = {"meet_on": later(2), "meet_time": "09:30", "meet_place": "三楼"}
    assert send(site.leader, f"/interviews/{pk}/sign", meeting).json()["state"] == "NOTIFIED"
    assert send(site.leader, f"/interviews/{pk}/actions/sign", {"values": {}}).status_code == 404
    body = {
        "held_on": later(0), "host": "陈二", "attendees": "周五", "problems": "未整改",
        "commitments": [{"text": "加固", "person": "吴大山", "until": later(5)}],
    }  # fmt: skip
    assert send(site.inspector, f"/interviews/{pk}/record", {**body, "commitments": []}).status_code == 422
    assert send(site.inspector, f"/interviews/{pk}/record", body).json()["state"] == "HELD"
    detail = client_of(site.inspector).get(f"/api/v1/interviews/{pk}").json()
    one = detail["commitments"][0]["id"]
    steps: tuple[tuple[str, dict[str, Any]], ...] = (
        ("submit", {"values": {"result": "已加固"}, "on_behalf_of": "周五"}),
        ("verify", {"values": {}}),
    )
    for action, values in steps:
        answer = send(site.inspector, f"/interviews/commitments/{one}/actions/{action}", values)
        assert answer.status_code == 200
    assert client_of(site.inspector).get(f"/api/v1/interviews/{pk}").json()["state"] == "DONE"
    assert client_of(site.inspector).get("/api/v1/interviews?state=DONE").json()["items"][0]["id"] == pk
    wrong = send(site.inspector, f"/interviews/commitments/{one}/actions/verify", {"values": {"never": 1}})
    assert wrong.status_code == 422


def test_edit_of_a_draft_keeps_what_is_not_given_out_of_the_paper(site: Site) -> None:
    interview = drafted(site)
    step(site.inspector, interview, "edit", person_post="总经理", matter="督办事项逾期", meet_place="三楼")
    found = Interview.objects.get()
    assert (found.person_post, found.matter, found.meet_place, found.meet_on) == (
        "总经理",
        "督办事项逾期",
        "三楼",
        None,
    )
    with pytest.raises(InvalidInput, match="约谈日期"):
        step(site.leader, interview, "sign", meet_time="09:30")


def test_the_list_counts_talks_and_not_their_promises(site: Site) -> None:
    talk = held(site)
    assert talk.commitments.count() == 2

    page = visible_text(client_of(site.leader).get("/interviews/").content.decode())
    assert "共 1 条" in page
    assert "0/2" in page


def test_why_it_was_drafted_stays_between_the_agencies() -> None:
    site = make_site()
    interview = signed(site)
    for who, told in ((site.inspector, True), (head_of(site.contractor), False)):
        page = client_of(who).get(f"/interviews/{interview.pk}/")
        assert page.status_code == 200
        assert ("拟约谈理由" in page.content.decode()) is told
