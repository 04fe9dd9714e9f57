"""Ledgers as offices really have them: whatever comes in is kept or told, nothing is lost, and doubts are settled later."""

from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest
import xlsxwriter
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.services.stated import take_stated
from zhiben.domains.certificates.tests.test_ledger import AT, HEADER, LICENCE, WORKER, doubts, row, table
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.papers.models import ImportBatch, ImportIssue, StagingRow
from zhiben.kernel.testing.tables import counts, import_table, problems
from zhiben.registry.enterprises.public import register_enterprise
from zhiben.registry.people.models import Person
from zhiben.registry.people.public import StatedCertificate, register_person
from zhiben.registry.people.terms import StatedKind
from zhiben.registry.projects.tests.conftest import Region

pytestmark = pytest.mark.django_db
HIDDEN: Final = 6  # the sheet's row that somebody has hidden


def messy(path: Path, rows: list[list[Any]]) -> Path:
    """Title over merged cells, one issuer merged over the first four rows, a hidden row, numbers as numbers, a total."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, len(HEADER) - 1, "2026年证照台账（第三季度）")
    sheet.write_row(1, 0, HEADER)
    for n, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell is not None:
                sheet.write(2 + n, column, cell)
    sheet.set_row(HIDDEN, None, None, {"hidden": True})
    issuer = HEADER.index("发证机关")
    sheet.merge_range(2, issuer, 5, issuer, "省质安总站")
    sheet.write_row(2 + len(rows), 0, ["合计", f"{len(rows)} 张"])
    book.close()
    return path


def test_a_ledger_with_everything_in_it_comes_in_whole(region: Region, tmp_path: Path) -> None:
    for phone in ("13800000001", "13800000002"):
        register_person(actor=system_actor(), name="王同名", phone=phone, at=AT)
    rows = [
        row(WORKER, number="闽A052025000101", since="2025.6.1", until="2027年5月31日"),
        row(WORKER, number="闽A052025000102", id="E12345678", holder="JOHN SMITH", since=45809, until=46538),
        row(WORKER, number="闽A052025000103", id=None, holder="王同名", since=0, until="长期"),
        row(WORKER, number="闽A052025000104", id=None, holder="王同名", since="1900-01-00", until="2027/5/31"),
        row(WORKER, number="闽A052025000105", id=None, holder="隐藏行", since="20250601", until="20270531"),
        row(WORKER, number="闽A052025000106", id=11010519491231002, holder="科学计数"),
        row(WORKER, number="闽A052025000101", since="2025.6.1", until="2027年5月31日"),
        row(WORKER, number="闽A052025000107", since="2026-06-01", until="2028-05-31"),
        row(WORKER, number=None, holder=None, id=None),
        row(WORKER, number="闽A052025000109", id=None, holder="陈某", since="2025-02-30", until="2027-13-01"),
        row(WORKER, number="#REF!", id=None, holder="#N/A"),
        row(WORKER, number="闽A052025000101", id="11010519491231002X", holder="冒名"),
    ]
    batch = import_table(messy(tmp_path / "messy.xlsx", rows), at=AT)
    assert (counts(batch), problems(batch)) == ((12, 11, 0, 0, 1), [])
    assert (9, "", "与第3行完全相同，只导入一次") in problems(batch, "warning")
    assert doubts() == {
        ("闽A052025000102", "JOHN SMITH"): ["持证人：身份证号应为18位，前17位是数字"],
        ("闽A052025000103", "王同名"): ["有效期起“0”认不出"],
        ("闽A052025000104", "王同名"): ["有效期起“1900-01-00”认不出"],
        ("闽A052025000106", "科学计数"): ["身份证号“1.1**********31e+16”认不出"],
        ("闽A052025000107", "林水生"): ["有效期与同一持证主体的 闽A052025000101 重叠"],
        ("闽A052025000109", "陈某"): ["有效期起“2025-02-30”认不出", "有效期止“2027-13-01”认不出"],
        ("", "（未写明）"): ["证书编号“#REF!”认不出", "持证主体“#N/A”认不出", "没有写明持证主体", "没有证书编号"],
        ("闽A052025000101", "冒名"): ["编号与 林水生 的证照重复"],
    }  # fmt: skip
    assert Certificate.objects.filter(issuer_name="省质安总站").count() == 11
    days = dict(Certificate.objects.filter(number__endswith="102").values_list("valid_from", "valid_to"))
    assert [f"{a} {b}" for a, b in days.items()] == ["2025-06-01 2027-05-31"]
    waiting = Certificate.objects.filter(unmatched=True)
    assert sorted(waiting.values_list("holder_name", flat=True)) == [
        "王同名",
        "王同名",
        "科学计数",
        "陈某",
        "隐藏行",
        "（未写明）",
        "（未写明）",
    ]
    assert not Certificate.objects.filter(
        holder_name="王同名", person__isnull=False
    ).exists()  # two of that name: nobody guesses


def test_two_rows_that_name_neither_number_nor_holder_are_two_certificates(region: Region, tmp_path: Path) -> None:
    rows = [row(WORKER, number=None, id=None, holder="张伟") for _ in range(3)]
    sheet = table(tmp_path / "a.xlsx", *rows)
    for created in (3, 0):
        assert counts(import_table(sheet, at=AT))[:2] == (3, created)
    assert counts(import_table(table(tmp_path / "b.xlsx", *rows, *rows[:1]), at=AT))[:2] == (4, 1)
    assert Certificate.objects.filter(unmatched=True).count() == 4


def test_what_waits_for_its_holder_is_matched_when_the_holder_comes(region: Region, tmp_path: Path) -> None:
    """By a ledger that gives the number, by people who state the certificate as theirs, by a firm that registers."""
    rows = [
        row(WORKER, number="闽A052025000201", id=None),
        row(WORKER, number="闽A052025000202", id=None, holder="陈大山"),
        row(LICENCE, uscc=None, holder="后来登记有限公司"),
        row(WORKER, number="闽A052025000204", id=None, holder="无人认领"),
    ]
    sheet = table(tmp_path / "a.xlsx", *rows)
    assert counts(import_table(sheet, at=AT)) == (4, 4, 0, 0, 0)
    first: dict[Any, Any] = dict(Certificate.objects.values_list("number", "id"))
    assert Certificate.objects.filter(unmatched=True).count() == 4

    later = import_table(table(tmp_path / "b.xlsx", row(WORKER, number="闽A052025000201")), at=AT)
    assert counts(later) == (1, 0, 1, 0, 0)
    person = register_person(actor=system_actor(), name="陈大山", id_number="11010519491231002X", at=AT)
    stated(person, "闽A052025000202")
    firm = register_enterprise(actor=system_actor(), name="后来登记有限公司", at=AT)
    assert counts(import_table(sheet, at=AT))[:2] == (4, 0)

    found: dict[Any, Certificate] = {one.number: one for one in Certificate.objects.all()}
    assert {number: one.pk for number, one in found.items()} == first
    assert (found["闽A052025000202"].person, found[LICENCE[3]].enterprise) == (person, firm)
    assert Person.objects.get(name="林水生") == found["闽A052025000201"].person
    assert [number for number, one in found.items() if one.unmatched] == ["闽A052025000204"]


def stated(person: Person, number: str) -> None:
    StatedCertificate.objects.create(
        person=person, kind=StatedKind.SPECIAL, number=number, number_key=number, class_code="05", issuer="省质安总站",
        stated_at=AT,
    )  # fmt: skip
    take_stated(batch_id=new_id(), at=AT)


def ledger_rows() -> st.SearchStrategy[list[Any]]:
    text = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30)
    numbers = st.sampled_from(["闽A052025000001", "闽A052025000002", "闽建安B（2026）0000001", "", "#REF!"]) | text
    holders = st.sampled_from(["林水生", "陈大山", "甲建设有限公司", "", "合计"]) | text
    ids = st.sampled_from(["440524188001010014", "440524188001010015", "E12345678", "", 44052418800101001]) | text
    days = st.sampled_from(["2025-06-01", "2027.5.31", 45809, 0, -3, 1e300, "长期", "1900-01-00", "2025-13-40"]) | text
    kinds = st.sampled_from(["特种作业证", "三类人员证", "安许证", "使用登记证", "监督人员证", "建造师", ""]) | text
    states = st.sampled_from(["有效", "暂扣", "吊销", "注销", None]) | text
    return st.tuples(kinds, numbers, holders, ids, days, days, states).map(
        lambda said: row(
            WORKER,
            kind=said[0],
            number=said[1],
            holder=said[2],
            id=said[3],
            since=said[4],
            until=said[5],
            state=said[6],
        )
    )


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(ledger_rows(), min_size=20, max_size=40))
def test_rows_in_are_good_ones_doubtful_ones_and_refused_ones_with_a_reason(
    region: Region, tmp_path: Path, rows: list[list[Any]]
) -> None:
    with transaction.atomic():
        batch = import_table(table(tmp_path / f"{new_id()}.xlsx", *rows), at=AT)
        accounted_for(batch, rows)
        transaction.set_rollback(True)


def accounted_for(batch: ImportBatch, rows: list[list[Any]]) -> None:
    kept = list(StagingRow.objects.filter(batch=batch).values_list("row_no", "status", "target_id"))
    said = set(ImportIssue.objects.filter(batch=batch).values_list("row_no", flat=True))
    by_status = Counter(status for _, status, _ in kept)
    assert batch.state == "DONE"
    # Every row of the sheet is a row of the import, but for totals, which are no certificates.
    totals = sum(1 for cells in rows if cells[4] == "合计")
    assert len(rows) - totals <= batch.rows == len(kept) <= len(rows)
    assert batch.created + batch.updated + batch.unchanged + batch.skipped == batch.rows
    for row_no, status, target in kept:
        assert target is not None or row_no in said, (row_no, status)
    assert set(by_status) <= {"created", "updated", "unchanged", "repeated"}, by_status
    made = Certificate.objects.filter(pk__in=[target for _, _, target in kept if target])
    assert made.count() == batch.created
    for one in made:
        assert one.doubtful == bool(one.doubts)
        assert one.unmatched == (not (one.person_id or one.enterprise_id or one.equipment_id or one.officer_id))
