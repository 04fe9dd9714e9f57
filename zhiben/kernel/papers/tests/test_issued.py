"""A paper in somebody's hand: genuine, revoked, changed or never issued, whatever its kind."""

import json
from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils.html import strip_tags

from zhiben.cli.commands.audit import run
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.audit.checks import run_checks
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.papers import kinds
from zhiben.kernel.papers.issued import address_of, hash_of, issue_paper, paper_of, revoke_paper
from zhiben.kernel.papers.kinds import HIDDEN, PaperKind, register_paper_kind
from zhiben.kernel.papers.marks import marks_of
from zhiben.kernel.papers.models import IssuedPaper
from zhiben.registry.agencies.public import add_agency
from zhiben.registry.agencies.terms import AgencyKind

pytestmark = pytest.mark.django_db
CONTENT = {"name": "督办通知书", "signed_by": "陈晓明", "level": "重大", "items": [{"no": 1, "responsible_person": "吴大山"}],
           "officers": [{"name": "林一心", "certificate_no": "35010201"}]}  # fmt: skip


def paper(kind: str = "sample.order", number: str = "榕建督〔2026〕1号", **content: Any) -> IssuedPaper:
    agency = add_agency(
        actor=system_actor(), name=f"核验区住建局{new_id().int % 100_000:05d}", division_code="350102",
        kind=AgencyKind.AUTHORITY, at=now(), phone="0591-8700001",
    )  # fmt: skip
    return issue_paper(
        kind=kind, case_id=new_id(), name="督办通知书", number=number, agency_id=agency.pk, agency_name=agency.name,
        where_name="青石路安置房一期工程", issued_on=date(2026, 11, 2), content={**CONTENT, **content}, at=now(),
    )  # fmt: skip


def behind(token: str) -> tuple[int, str]:
    answer = Client().get(f"/n/{token}")
    return answer.status_code, strip_tags(answer.content.decode())


def change(*statements: tuple[str, Sequence[Any]]) -> None:
    """What only somebody with the database in his hands can do."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute("alter table papers_issuedpaper disable trigger user")
        for sql, values in statements:
            cursor.execute(sql, values)


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    before = dict(kinds._kinds)
    yield
    kinds._kinds.clear()
    kinds._kinds.update(before)


def test_a_genuine_paper_of_any_kind_shows_what_stands_on_it_and_nothing_of_what_it_says() -> None:
    made = paper()
    status, shown = behind(made.token)
    assert status == 200
    for text in ("有效", "督办通知书", made.number, made.agency_name, "2026-11-02", "青石路安置房一期工程",
                 made.content_hash[:8], made.content_hash, "0591-8700001"):  # fmt: skip
        assert text in shown, text
    for text in ("陈晓明", "吴大山", "林一心", "35010201", "已撤销", "内容不符"):
        assert text not in shown, text


def test_a_paper_is_issued_once_for_its_case() -> None:
    made = paper()
    with pytest.raises(WrongState, match="已经制发过了"):
        issue_paper(
            kind=made.kind, case_id=made.case_id, name="督办通知书", number="榕建督〔2026〕2号", agency_id=made.agency_id,
            agency_name="", where_name="", issued_on=made.issued_on, content={}, at=now(),
        )  # fmt: skip
    assert list(IssuedPaper.objects.filter(case_id=made.case_id)) == [made]
    assert paper_of(made.kind, made.case_id) == made


@pytest.mark.parametrize("token", ["no-such-token", "%00", "..", "a" * 33, "长"])
def test_what_was_never_issued_does_not_exist_and_the_page_says_whom_to_ask(token: str) -> None:
    status, shown = behind(token)
    assert status == 404
    assert "12345" in shown or token in ("%00", "..")


def test_a_revoked_paper_says_since_when_and_why() -> None:
    made = paper()
    revoke_paper(kind=made.kind, case_id=made.case_id, reason="所引条款有误，重新下达", at=now())
    status, shown = behind(made.token)
    assert status == 200
    for text in ("已撤销", f"{now():%Y-%m-%d}", "所引条款有误，重新下达", made.number):
        assert text in shown
    assert "有效" not in shown
    revoke_paper(kind=made.kind, case_id=made.case_id, reason="再撤一次", at=now())
    made.refresh_from_db()
    assert made.revoked_why == "所引条款有误，重新下达"
    assert Act.objects.filter(verb="paper.revoke", object_id=str(made.pk)).count() == 1


@pytest.mark.parametrize(
    ("reason", "public"),
    [
        ("责任人吴大山已离职", False), ("签发人陈晓明回避", False), ("执法人员林一心证件过期", False),
        ("联系电话 13800001234 有误", False), ("身份证 35010219900307002X 写错", False),
        ("重大程度判定有误", True), ("2026年11月2日已另发文书", True),
    ],
)  # fmt: skip
def test_a_reason_about_a_person_is_not_public(reason: str, public: bool) -> None:
    made = paper()
    revoke_paper(kind=made.kind, case_id=made.case_id, reason=reason, at=now())
    shown = behind(made.token)[1]
    assert (reason in shown, HIDDEN in shown) == (public, not public)


def test_a_kind_adds_its_present_effect_and_only_while_the_paper_is_in_force() -> None:
    register_paper_kind("sample.order", PaperKind(standing=lambda p: [f"{p.number} 仍在督办。"]))
    made, special = paper(), paper(kind="sample.order:lift", number="榕建督〔2026〕3号")
    assert f"{made.number} 仍在督办。" in behind(made.token)[1]
    assert f"{special.number} 仍在督办。" in behind(special.token)[1]
    revoke_paper(kind=made.kind, case_id=made.case_id, reason="", at=now())
    assert "仍在督办" not in behind(made.token)[1]


def test_number_and_check_code_find_papers_of_every_kind() -> None:
    first, second = paper(), paper(kind="sample.talk", number="榕建谈〔2026〕1号")
    for made in (first, second):
        answer = Client().post("/verify", {"number": made.number.replace("〔", "["), "check": made.content_hash[:8]})
        assert (answer.status_code, answer["Location"]) == (302, f"/n/{made.token}")
    crossed = Client().post("/verify", {"number": first.number, "check": second.content_hash[:8]})
    assert crossed.status_code == (403 if first.content_hash != second.content_hash else 302)


def test_changed_content_is_seen_on_the_page_and_by_the_verification(capsys: pytest.CaptureFixture[str]) -> None:
    made, other = paper(), paper(number="榕建督〔2026〕9号")
    assert dict(run_checks())["制发文书"] == []
    assert run(Namespace()) == 0
    sql = "update papers_issuedpaper set content = jsonb_set(content, '{level}', '\"一般\"') where id = %s"
    change((sql, [made.pk]))
    shown = behind(made.token)[1]
    assert "内容与制发时不符" in shown
    assert "有效" not in shown
    assert "有效" in behind(other.token)[1]
    assert dict(run_checks())["制发文书"] == [f"督办通知书 {made.number}：内容与制发时不符"]
    capsys.readouterr()
    assert run(Namespace()) == 1
    assert f"{made.number}：内容与制发时不符" in capsys.readouterr().out


def test_content_and_hash_changed_together_and_a_row_taken_away_are_found_by_the_sealed_log() -> None:
    made, gone = paper(), paper(number="榕建督〔2026〕8号")
    forged = {**made.content, "level": "一般"}
    change(
        ("update papers_issuedpaper set content = %s::jsonb, content_hash = %s where id = %s",
         [json.dumps(forged), hash_of(forged), made.pk]),
        ("delete from papers_issuedpaper where id = %s", [gone.pk]),
    )  # fmt: skip
    assert dict(run_checks())["制发文书"] == [
        f"督办通知书 {made.number}：内容摘要与制发记录不符", f"文书 {gone.number}：有制发记录，文书已不在",
    ]  # fmt: skip


def test_the_marks_on_paper_lead_to_the_record() -> None:
    made = paper()
    marks = marks_of(made, "https://example.gov.cn/")
    assert marks.official == {
        "qr": f"https://example.gov.cn/n/{made.token}", "qr_note": f"扫码核验　校验码 {made.content_hash[:8]}",
        "footnote": f"内容摘要 {made.content_hash}",
    }  # fmt: skip
    assert marks.picture.startswith("<svg")
    assert address_of(made).endswith(f"/n/{made.token}")
    assert marks_of(None).official == {"qr": "", "qr_note": "", "footnote": ""}
    assert marks_of(None).picture == ""
