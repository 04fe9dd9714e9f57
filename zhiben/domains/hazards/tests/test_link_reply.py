"""From the code to 已办结 on a phone: received, photographed, replied to once, returned, replied to again."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import strip_tags

from zhiben.domains.hazards.models import ChangeRequest, Hazard, Notice
from zhiben.domains.hazards.services.changes import decide_change
from zhiben.domains.hazards.services.replying import Recheck, recheck_notice
from zhiben.domains.hazards.terms import HazardState, NoticeKind, NoticeState
from zhiben.domains.hazards.tests.factories import Site, finding, issued, items, make_site, photo, photo_bytes
from zhiben.domains.hazards.tests.phones import opened, photograph_all, reply, send
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.evidence.queries import attachments_of
from zhiben.kernel.workflow.models import CaseMove

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site()


@pytest.fixture
def notice(site: Site) -> Notice:
    return issued(site, finding(), finding("二层配电箱未上锁", location="二层"))


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", strip_tags(answer.content.decode()))


def moves(case_id: Any) -> list[tuple[str, str]]:
    return list(CaseMove.objects.filter(case_id=case_id).order_by("seq").values_list("action", "actor_name"))


def test_one_tap_receives_the_notice(notice: Notice) -> None:
    client = opened(notice)
    assert 'value="吴大山"' in client.get(f"/n/{notice.token}").content.decode()
    assert client.post(f"/n/{notice.token}/receive").status_code == 302
    notice.refresh_from_db()
    assert notice.received_by == "吴大山"
    assert moves(notice.pk)[-1] == ("receive", "吴大山")
    again = client.post(f"/n/{notice.token}/receive")
    assert again.status_code == 409
    assert "已由吴大山签收" in words(again)
    assert f'href="/n/{notice.token}">回到文书' in again.content.decode()


def test_a_reply_without_photos_names_each_item_and_changes_nothing(notice: Notice) -> None:
    client = opened(notice)
    before = moves(notice.pk)
    answer = reply(client, notice, **{"text": "都改好了", "note-2": "锁已换"})
    assert answer.status_code == 422
    page = answer.content.decode()
    for number in (1, 2):
        assert f'href="#item-{number}">第 {number} 条还没有整改后照片' in page
    assert "都改好了" in page
    assert "锁已换" in page
    notice.refresh_from_db()
    assert (notice.state, notice.received_at, notice.reply) == (NoticeState.ISSUED, None, "")
    assert moves(notice.pk) == before
    assert {h.state for h in items(notice)} == {HazardState.RECTIFYING}


def test_a_scan_that_is_none_is_refused_and_nothing_is_handed_in(notice: Notice) -> None:
    client = opened(notice)
    photograph_all(client, notice)
    answer = reply(client, notice, scans=SimpleUploadedFile("报告.pdf", b"not a pdf"))
    assert answer.status_code == 422
    assert 'href="#f-scans"' in answer.content.decode()
    notice.refresh_from_db()
    assert (notice.state, notice.received_at) == (NoticeState.ISSUED, None)


def test_only_what_is_missing_is_named(notice: Notice) -> None:
    client = opened(notice)
    send(client, notice, items(notice)[0].pk)
    page = reply(client, notice).content.decode()
    assert "第 2 条还没有整改后照片" in page
    assert "第 1 条还没有整改后照片" not in page
    assert "还差 1 条没有照片" in words(client.get(f"/n/{notice.token}"))


def test_the_whole_way_with_two_items(site: Site, notice: Notice) -> None:
    client = opened(notice)
    photograph_all(client, notice)
    scan = SimpleUploadedFile("整改报告.jpg", photo_bytes("stamped"), "image/jpeg")
    answer = reply(client, notice, **{"note-2": "门锁已更换", "scans": scan})
    assert (answer.status_code, answer["Location"]) == (302, f"/n/{notice.token}/done")
    notice.refresh_from_db()
    assert (notice.state, notice.reply, notice.received_by) == (NoticeState.REPLIED, "已按要求整改完毕", "吴大山")
    first, second = items(notice)
    assert {first.state, second.state} == {HazardState.SUBMITTED}
    results = [CaseMove.objects.get(case_id=h.pk, action="submit").inputs["result"] for h in (first, second)]
    assert results == ["已按要求整改完毕", "门锁已更换"]
    assert [a.slot for a in attachments_of("notice", [notice.pk])] == ["reply"]
    assert "待复查" in words(client.get(f"/n/{notice.token}/done"))
    assert reply(client, notice).status_code == 409

    passed = [Recheck(hazard_id=h.pk, passed=True) for h in (first, second)]
    recheck_notice(actor=site.inspector, notice_id=notice.pk, results=passed, at=now())
    shown = words(client.get(f"/n/{notice.token}"))
    assert "已办结" in shown
    assert "已销号" in shown
    assert "提交整改回复" not in shown


def test_a_returned_item_opens_again_with_its_reason_and_deadline(site: Site, notice: Notice) -> None:
    client = opened(notice)
    photograph_all(client, notice)
    reply(client, notice)
    first, second = items(notice)
    later = day_of(now()) + timedelta(days=3)
    recheck_notice(
        actor=site.inspector, notice_id=notice.pk, at=now(),
        results=[Recheck(hazard_id=first.pk, passed=True),
                 Recheck(hazard_id=second.pk, passed=False, reason="锁仍可徒手打开", deadline_on=later)],
    )  # fmt: skip
    shown = words(client.get(f"/n/{notice.token}"))
    for text in (
        "锁仍可徒手打开",
        "上次复查没有通过",
        f"{later:%Y-%m-%d}",
        "要整改的隐患（1 条）",
        "还差 1 条没有照片",
    ):
        assert text in shown
    assert send(client, notice, first.pk).status_code == 409
    assert reply(client, notice).status_code == 422
    assert send(client, notice, second.pk, photo_bytes("second round")).status_code == 200
    assert reply(client, notice).status_code == 302
    assert Hazard.objects.get(pk=second.pk).state == HazardState.SUBMITTED


def test_a_stop_notice_asks_for_resumption(site: Site) -> None:
    notice = issued(site, kind=NoticeKind.STOP)
    client = opened(notice)
    shown = words(client.get(f"/n/{notice.token}"))
    for text in ("停工整改中", "申请复工", "停工范围", "行政复议", "现申请复工"):
        assert text in shown
    photograph_all(client, notice)
    reply(client, notice)
    assert "收到复工通知书以前" in words(client.get(f"/n/{notice.token}/done"))


def ask(client: Client, notice: Notice, day: str, reason: str = "材料未到场") -> Any:
    address = f"/n/{notice.token}/items/{items(notice)[0].pk}/extend"
    return client.post(address, {"new_deadline_on": day, "reason": reason})


def test_more_time_is_asked_for_and_the_old_deadline_runs_on(site: Site, notice: Notice) -> None:
    client, hazard = opened(notice), items(notice)[0]
    assert hazard.deadline_on
    later = hazard.deadline_on + timedelta(days=5)
    answer = ask(client, notice, later.isoformat())
    assert answer["Location"] == f"/n/{notice.token}#item-1"
    change = ChangeRequest.objects.get()
    assert (change.requested_by, change.new_deadline_on, change.state) == ("吴大山", later, "PENDING")
    assert items(notice)[0].deadline_on == hazard.deadline_on
    assert f"已申请延期至 {later:%Y-%m-%d}，等待审批" in words(client.get(f"/n/{notice.token}"))
    assert ask(client, notice, later.isoformat()).status_code == 409
    decide_change(actor=site.leader, change_id=change.pk, agreed=False, opinion="请按期整改", at=now())
    assert "延期申请没有获批：请按期整改" in words(client.get(f"/n/{notice.token}"))


@pytest.mark.parametrize(
    ("day", "reason", "said"),
    [("", "材料未到场", "延期后的期限要晚于"), ("2020-01-01", "材料未到场", "延期后的期限要晚于"),
     ("2030-01-01", " ", "请写明理由")],
)  # fmt: skip
def test_a_request_for_time_needs_a_later_day_and_a_reason(notice: Notice, day: str, reason: str, said: str) -> None:
    answer = ask(opened(notice), notice, day, reason)
    assert answer.status_code == 422
    assert said in words(answer)
    assert not ChangeRequest.objects.exists()


def test_the_page_asks_the_same_number_of_questions_however_many_items(
    site: Site, django_assert_max_num_queries: Any
) -> None:
    many = [finding(f"隐患 {n}", before_photos=(photo(site.inspector, f"b{n}"),)) for n in range(6)]
    for notice in (issued(site), issued(site, *many)):
        client = opened(notice)
        photograph_all(client, notice)
        with django_assert_max_num_queries(26):
            assert client.get(f"/n/{notice.token}").status_code == 200


def forms(page: str) -> list[str]:
    return re.findall(r"<form.*?</form>", page, re.S)


def empty_required(form: str) -> int:
    fields = re.findall(r"<(?:input|select|textarea)\b[^>]*\brequired\b[^>]*>", form)
    return sum('value=""' in f or "value=" not in f for f in fields)


def test_every_page_is_light_plain_and_asks_little(notice: Notice) -> None:
    client = opened(notice)
    hazard = items(notice)[0]
    base = f"/n/{notice.token}"
    pages = [
        (Client(), "/"), (Client(), "/verify"), (Client(), base), (Client(), "/n/none"), (client, base),
        (client, f"{base}/items/{hazard.pk}/extend"),
    ]  # fmt: skip
    for who, address in pages:
        page = who.get(address).content.decode()
        weight = len(page) + sum(len(who.get(link).content) for link in _assets(page))
        assert weight < 150_000, address
        assert max((empty_required(f) for f in forms(page)), default=0) <= 5, address
        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", page), address
        assert "None" not in strip_tags(page), address
        for sentence in _sentences(page):
            assert len(sentence) <= 40, (address, sentence)


def _assets(page: str) -> list[str]:
    return re.findall(r'(?:href|src)="(/static/[^"#]+)"', page)


def _sentences(page: str) -> list[str]:
    """What we ourselves wrote in paragraphs, without what an agency or an officer wrote."""
    text = "。".join(strip_tags(p) for p in re.findall(r"<(?:p|li|label|summary)\b[^>]*>(.*?)</", page, re.S))
    return [s.strip() for s in re.split(r"[。？！]", text) if s.strip()]


def test_display_size_is_switched_and_comes_back(notice: Notice) -> None:
    client = Client()
    page = client.get(f"/n/{notice.token}").content.decode()
    link = f"/display?elder=1&amp;{urlencode({'next': f'/n/{notice.token}'}, safe='/')}"
    assert link in page
    answer = client.get(link.replace("&amp;", "&"))
    assert answer["Location"] == f"/n/{notice.token}"
    assert "zb-elder" in client.get(f"/n/{notice.token}").content.decode()
