"""The printed notice: what it says, that it stays so, who gets it, and who gets the code with it."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from docx import Document

from zhiben.domains.hazards.documents import address_with, notice_pdf, paper_of, receipt_pdf, reply_pdf, words_of
from zhiben.domains.hazards.models import Notice
from zhiben.domains.hazards.services.changes import decide_change, request_change
from zhiben.domains.hazards.services.issuing import advance_notice, draft_resume, record_delivery, void_notice
from zhiben.domains.hazards.services.replying import Recheck, recheck_notice
from zhiben.domains.hazards.terms import ChangeKind, DeliveryMethod, Level, NoticeKind
from zhiben.domains.hazards.tests.factories import (
    CLAUSE,
    Site,
    account,
    draft,
    finding,
    issued,
    items,
    make_site,
    site_account,
    user_of,
)
from zhiben.domains.hazards.tests.phones import code_of, opened, photograph_all, reply
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.papers.tests.test_documents import glyphs_mapped

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site()


def browser_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(user_of(actor))
    return client


def cleared(site: Site) -> Notice:
    """A stop notice whose items have all passed the re-check."""
    notice = issued(site, kind=NoticeKind.STOP)
    client = opened(notice)
    photograph_all(client, notice)
    reply(client, notice)
    passed = [Recheck(hazard_id=h.pk, passed=True) for h in items(notice)]
    return recheck_notice(actor=site.inspector, notice_id=notice.pk, results=passed, at=now())


def test_a_rectification_notice_states_fact_basis_demand_and_deadline(site: Site) -> None:
    major = finding("连墙件缺失", level=Level.MAJOR, clause_code=CLAUSE, location="5 号楼外脚手架")
    notice = issued(site, finding(), major, requirements="举一反三")
    paper = paper_of(notice, at=now())
    assert (paper["title"], paper["number"], paper["agency"]) == (notice.name, notice.number, site.agency.name)
    assert site.project.name in paper["lead"][0]
    assert "现责令你单位限期整改" in paper["lead"][0]
    day = items(notice)[0].deadline_on
    assert day
    deadline = f"{day.year}年\n{day.month}月{day.day}日前"
    assert [(i["no"], i["mark"], i["location"], i["deadline"]) for i in paper["items"]] == [
        ("1", "", "3 号楼三层南侧", deadline), ("2", "重大", "5 号楼外脚手架", deadline),
    ]  # fmt: skip
    assert paper["items"][1]["basis"].startswith("建质规〔2024〕5号")
    assert [p.partition("：")[0] for p in paper["paragraphs"]] == ["其他要求", "复查方式", "逾期后果"]
    assert paper["officers"] == "林一（执法证号 35010201）、黄三（执法证号 35010202）"
    assert paper["hash"] == notice.content_hash
    assert paper["watermark"] == ""


def test_a_stop_notice_states_scope_and_remedy(site: Site) -> None:
    paper = paper_of(issued(site, kind=NoticeKind.STOP), at=now())
    said = "".join(paper["paragraphs"])
    assert "停工范围（局部停工）：3 号楼外架及三层以上作业面。自收到本通知之时起停止施工。" in said
    for label in ("复工程序：", "逾期后果：", "救济途径："):
        assert label in said
    assert "行政复议" in said


def test_a_resume_notice_names_the_stop_notice_and_the_recheck(site: Site) -> None:
    stop = cleared(site)
    resume = draft_resume(
        actor=site.inspector, notice_id=stop.pk, officer_ids=tuple(site.officer_ids), scope="", at=now()
    )
    resume = advance_notice(actor=site.inspector, notice_id=resume.pk, at=now())
    paper = paper_of(resume, at=now(), with_code=True)
    said = "".join(paper["lead"])
    for text in (stop.number, "复查意见：", "复工范围：3 号楼外架及三层以上作业面", site.inspector.name):
        assert text in said
    assert (paper["items"], paper["strip"]) == ([], None)
    assert notice_pdf(resume, at=now())[:5] == b"%PDF-"


def test_the_paper_stays_as_issued_when_a_deadline_moves_or_it_is_voided(site: Site) -> None:
    notice = issued(site)
    before = paper_of(notice, at=now())
    hazard = items(notice)[0]
    assert hazard.deadline_on
    change = request_change(
        actor=site.inspector, hazard_id=hazard.pk, kind=ChangeKind.EXTEND, reason="材料未到", at=now(),
        new_deadline_on=hazard.deadline_on + timedelta(days=9),
    )  # fmt: skip
    decide_change(actor=site.leader, change_id=change.pk, agreed=True, opinion="同意", at=now())
    notice.refresh_from_db()
    assert paper_of(notice, at=now()) == before
    void_notice(actor=site.leader, notice_id=notice.pk, reason="文号有误", at=now())
    notice.refresh_from_db()
    assert paper_of(notice, at=now()) == {**before, "watermark": "已作废"}


def test_a_draft_says_that_it_is_one(site: Site) -> None:
    notice = draft(site)
    paper = paper_of(notice, at=now(), with_code=True)
    assert (paper["watermark"], paper["number"], paper["qr"], paper["strip"]) == ("草稿", "", "", None)
    assert notice_pdf(notice, at=now())[:5] == b"%PDF-"


def test_the_strip_carries_the_code_until_it_is_used(site: Site) -> None:
    notice = issued(site)
    code = code_of(notice)
    strip = paper_of(notice, at=now(), with_code=True)["strip"]
    assert strip["code"] == code
    assert notice.paper
    assert address_with(notice.paper, code).endswith(f"/n/{notice.token}#c={code}")
    assert paper_of(notice, at=now())["strip"] is None
    opened(notice)
    assert paper_of(notice, at=now(), with_code=True)["strip"] is None


def test_pdfs_carry_their_chinese_font(site: Site) -> None:
    notice = issued(site)
    for made in (notice_pdf(notice, at=now(), with_code=True), receipt_pdf(notice), reply_pdf(notice)):
        assert set(re.findall(rb"/FontName\s*/([A-Za-z0-9+\-]+)", made))
        assert set("鼓楼区建设工程质量安全监督站") <= set(glyphs_mapped(made))


def test_the_word_file_says_the_same(site: Site) -> None:
    notice = issued(site)
    answer = browser_of(site.inspector).get(f"/notices/{notice.pk}/document.docx")
    word = Document(BytesIO(answer.content))
    text = "\n".join(p.text for p in word.paragraphs)
    for said in (notice.name, notice.number, f"{notice.addressee}：", *words_of(notice.content or {}).paragraphs):
        assert said in text
    assert word.tables[0].cell(1, 1).text == "3 号楼三层南侧：三层临边防护栏杆缺失约 12 米"


@pytest.mark.parametrize("paper", ["document.pdf", "document.docx", "receipt.pdf", "reply.pdf"])
def test_who_may_have_the_papers(site: Site, paper: str) -> None:
    notice, elsewhere = issued(site), make_site(code="350103", name="另一处工程")
    address = f"/notices/{notice.pk}/{paper}"
    allowed = [site.inspector, site.leader, site_account("吴大山", Role.SITE_MANAGER, site.project)]
    refused = [elsewhere.inspector, site_account("钱六", Role.SITE_MANAGER, elsewhere.project)]
    assert [browser_of(a).get(address).status_code for a in allowed] == [200, 200, 200]
    assert [browser_of(a).get(address).status_code for a in refused] == [404, 404]
    assert Client().get(address)["Location"].startswith("/login")
    answer = browser_of(site.inspector).get(address)
    kind = "application/pdf" if paper.endswith("pdf") else "wordprocessingml"
    assert kind in answer["Content-Type"]
    assert "no-store" in answer["Cache-Control"]


def test_the_code_is_printed_for_the_issuing_agency_alone(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever holds the code acts for the site: neither the level above nor another party gets it."""
    given: list[bool] = []
    bases: set[str] = set()

    def printed(notice: Notice, *, at: Any, base: str, with_code: bool = False) -> bytes:
        given.append(with_code)
        bases.add(base)
        return b"%PDF-"

    from zhiben.domains.hazards import documents

    monkeypatch.setattr(documents, "notice_pdf", printed)
    notice = issued(site)
    above = account("郭七", Role.INSPECTOR, make_site(code="350100", name="市本级工程").agency)
    address = f"/notices/{notice.pk}/document.pdf"
    for who in (site.inspector, above, site_account("吴大山", Role.SITE_MANAGER, site.project)):
        assert browser_of(who).get(address).status_code == 200
    phone = opened(notice)
    assert phone.get(f"/n/{notice.token}/document.pdf").status_code == 200
    assert given == [True, False, False, False]
    assert bases == {"http://testserver/"}


def test_papers_behind_the_link_are_for_the_phone_that_opened_it(site: Site) -> None:
    notice = issued(site)
    phone = opened(notice)
    for paper in ("document.pdf", "reply.pdf"):
        assert Client().get(f"/n/{notice.token}/{paper}").status_code == 302
        answer = phone.get(f"/n/{notice.token}/{paper}")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")


def test_the_receipt_is_filled_from_the_record(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}

    def printed(template: str, data: dict[str, Any]) -> bytes:
        seen.update(data)
        return b""

    from zhiben.domains.hazards import documents

    monkeypatch.setattr(documents, "pdf", printed)
    notice = issued(site)
    receipt_pdf(notice)
    assert seen["cells"][4][:2] == ("受送达人签收", "")
    opened(notice).post(f"/n/{notice.token}/receive")
    notice.refresh_from_db()
    receipt_pdf(notice)
    assert [seen["cells"][3][3], seen["cells"][4][1], seen["cells"][5][1]] == [
        "直接送达（扫码签收）",
        "吴大山",
        "138****1234",
    ]
    record_delivery(
        actor=site.inspector, notice_id=notice.pk, method=DeliveryMethod.LEFT, delivered_at=now(), receiver="门卫",
        at=now(), note="拒收，留置并拍照",
    )  # fmt: skip
    receipt_pdf(notice)
    assert [seen["cells"][3][3], seen["cells"][4][1], seen["cells"][8][1]] == ["留置送达", "门卫", "拒收，留置并拍照"]
