"""An import from file to table and back."""

import multiprocessing
import os
import time
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.models import User
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.papers import checking, importing
from zhiben.kernel.papers.models import ImportBatch, ImportIssue, StagingRow
from zhiben.kernel.papers.tests.sheets import write_book

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 5, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
CLERK = Actor(user_id=new_id(), name="内勤甲", role=Role.CLERK, reach=ReachKind.AGENCY, reach_id=new_id(),
              reach_name="某某市质安站", path="35.3501.", level="city")  # fmt: skip
HEADER = ["序号", "登录账号", "姓名", "手机", "所在单位", "是否启用", "启用日期"]
GOOD: list[list[Any]] = [
    [1, "0001", "张三", "13800138000", "某某市质安站", "是", "2026-03-05"],
    [2, "0002", "李四", None, None, "否", None],
]


def checked(path: Path, actor: Actor = CLERK, **more: Any) -> ImportBatch:
    batch = importing.receive_file(actor=actor, path=path, name=path.name, at=AT, **more)
    return importing.check_import(actor=actor, batch_id=batch.id, at=AT)


def imported(path: Path, actor: Actor = CLERK) -> ImportBatch:
    batch = checked(path, actor)
    importing.start_import(actor=actor, batch_id=batch.id, at=AT)
    done = importing.run_import(batch_id=batch.id, at=AT)
    assert done
    return done


def counts(batch: ImportBatch) -> tuple[int, int, int, int, int]:
    return batch.rows, batch.created, batch.updated, batch.unchanged, batch.skipped


def issues(batch: ImportBatch) -> list[tuple[int, str, str, str]]:
    found = ImportIssue.objects.filter(batch=batch).order_by("row_no", "id")
    return list(found.values_list("row_no", "label", "value", "reason"))


def test_rows_become_records_and_the_same_file_changes_nothing(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [["账号台账"], HEADER, *GOOD, ["合计", None, 2]])
    first = imported(path)
    assert (first.kind, counts(first), first.errors) == ("test_accounts", (2, 2, 0, 0, 0), 0)
    assert list(User.objects.order_by("username").values_list("username", "name", "is_active", "phone_masked")) == [
        ("0001", "张三", True, "138****8000"), ("0002", "李四", False, ""),
    ]  # fmt: skip
    assert counts(imported(path)) == (2, 0, 0, 2, 0)


def test_blank_and_masked_cells_do_not_overwrite(tmp_path: Path) -> None:
    imported(write_book(tmp_path / "a.xlsx", [HEADER, *GOOD]))
    again = imported(
        write_book(tmp_path / "b.xlsx", [HEADER, [1, "0001", "张**", "138****8000"], [2, "0002", "李四四"]])
    )
    assert counts(again) == (2, 0, 1, 1, 0)
    assert list(User.objects.order_by("username").values_list("name", flat=True)) == ["张三", "李四四"]


def test_bad_rows_stay_out_and_say_where_and_why(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [
        HEADER, [1, "0001", "张三", None, None, "也许", "2026-02-30"], [2, None, "李四"], [3, "0003", "王五"],
        [4, "0003", "王五"], [5, "0003", "王六"], [6, "0006", "赵六", "1380013800013800", "某某市安质站"],
    ])  # fmt: skip
    batch = checked(path)
    assert issues(batch) == [
        (2, "是否启用", "也许", "“也许”看不出是或否，请填 是/否"),
        (2, "启用日期", "2026-02-30", "没有这一天：2026年2月30日"),
        (3, "账号", "", "必填，没有填写账号"),
        (5, "", "", "与第4行完全相同，只导入一次"),
        (6, "", "", "与第4行是同一个对象，但内容不同，请只留一行"),
        (7, "联系电话", "138*********3800", "“138*********3800”不是电话号码"),
        (7, "所在单位", "某某市安质站", "没有登记过这个单位"),
    ]
    assert ImportIssue.objects.get(batch=batch, code="unit").suggestions == ["某某市质安站"]
    assert User.objects.count() == 0
    importing.start_import(actor=CLERK, batch_id=batch.id, at=AT)
    done = importing.run_import(batch_id=batch.id, at=AT)
    assert done
    assert counts(done) == (6, 1, 0, 0, 5)


def test_a_suggested_name_is_taken_everywhere(tmp_path: Path) -> None:
    rows = [[i, f"000{i}", "张三", None, "某某市安质站"] for i in (1, 2)]
    batch = checked(write_book(tmp_path / "a.xlsx", [HEADER, *rows]))
    assert batch.errors == 2
    importing.replace_value(
        actor=CLERK, batch_id=batch.id, at=AT, column="unit", value="某某市安质站", chosen="某某市质安站"
    )
    assert importing.check_import(actor=CLERK, batch_id=batch.id, at=AT).errors == 0


def test_a_mapping_is_remembered_for_the_agency_and_the_header(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [["序号", "使用者代号", "姓名"], [1, "0001", "张三"]])
    first = importing.receive_file(actor=CLERK, path=path, name="a.xlsx", at=AT, kind="test_accounts")
    assert [m.column for m in importing.matches_of(first)] == ["", "", "name"]
    bad = importing.check_import(actor=CLERK, batch_id=first.id, at=AT)
    assert issues(bad) == [(1, "账号", "", "表里没有“账号”这一列，请补上，或在“对应列”中指定")]
    importing.match_columns(actor=CLERK, batch_id=first.id, at=AT, chosen={"使用者代号": "username"})
    assert importing.check_import(actor=CLERK, batch_id=first.id, at=AT).errors == 0
    second = importing.receive_file(actor=CLERK, path=path, name="b.xlsx", at=AT, kind="test_accounts")
    assert [m.column for m in importing.matches_of(second)] == ["", "username", "name"]
    with pytest.raises(InvalidInput, match="有两列都对应到“姓名”"):
        importing.match_columns(actor=CLERK, batch_id=second.id, at=AT, chosen={"使用者代号": "name", "姓名": "name"})


def test_undo_takes_everything_back_while_untouched(tmp_path: Path) -> None:
    imported(write_book(tmp_path / "a.xlsx", [HEADER, GOOD[0]]))
    batch = imported(write_book(tmp_path / "b.xlsx", [HEADER, [1, "0001", "张三三"], GOOD[1]]))
    assert counts(batch) == (2, 1, 1, 0, 0)
    importing.undo_import(actor=CLERK, batch_id=batch.id, at=AT, reason="传错了")
    assert list(User.objects.values_list("username", "name")) == [("0001", "张三")]
    with pytest.raises(WrongState):
        importing.undo_import(actor=CLERK, batch_id=batch.id, at=AT)


def test_undo_is_refused_once_somebody_has_changed_a_record(tmp_path: Path) -> None:
    batch = imported(write_book(tmp_path / "a.xlsx", [HEADER, *GOOD]))
    User.objects.filter(username="0001").update(name="改过")
    with pytest.raises(WrongState, match="导入之后有1条记录已被修改，不能撤销"):
        importing.undo_import(actor=CLERK, batch_id=batch.id, at=AT)
    assert User.objects.count() == 2


def test_who_may_not_import_changes_nothing(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [HEADER, *GOOD])
    owner = Actor(name="某企业", role=Role.ENTERPRISE_ADMIN, reach=ReachKind.ENTERPRISE, reach_id=new_id())
    with pytest.raises(NotPermitted):
        importing.receive_file(actor=owner, path=path, name="a.xlsx", at=AT)
    assert ImportBatch.objects.count() == 0
    batch = checked(path)
    stranger = Actor(user_id=new_id(), name="外人", role=Role.CLERK, reach=ReachKind.AGENCY, reach_id=new_id(),
                     path="35.3502.", level="city")  # fmt: skip
    with pytest.raises(NotVisible):
        importing.start_import(actor=stranger, batch_id=batch.id, at=AT)


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    batch = checked(write_book(tmp_path / "a.xlsx", [HEADER, *GOOD]), dry_run=True)
    with pytest.raises(WrongState, match="只作检查"):
        importing.start_import(actor=CLERK, batch_id=batch.id, at=AT)
    assert User.objects.count() == 0


def test_no_personal_number_lies_in_the_clear(tmp_path: Path) -> None:
    batch = checked(write_book(tmp_path / "a.xlsx", [HEADER, *GOOD, [3, "0003", "王五", "138001380001"]]))
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(s::text, ' ') from papers_stagingrow s where batch_id = %s", [batch.id])
        kept = str(cursor.fetchone())
        cursor.execute("select string_agg(i::text, ' ') from papers_importissue i where batch_id = %s", [batch.id])
        kept += str(cursor.fetchone())
    assert "13800138" not in kept
    folder = Path(os.environ["ZHIBEN_DATA"]) / "imports"
    assert b"PK" not in (folder / str(batch.id)).read_bytes()[:16]
    assert not list(folder.glob("tmp-*"))


def test_a_wrong_kind_or_no_ledger_at_all_is_refused(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [["姓氏", "温度"], ["张", 3]])
    with pytest.raises(InvalidInput, match="认不出这是哪一种台账。可以导入的有：账号台账"):
        importing.receive_file(actor=CLERK, path=path, name="a.xlsx", at=AT)
    with pytest.raises(InvalidInput, match="没有名为“nothing”的台账"):
        importing.receive_file(actor=CLERK, path=path, name="a.xlsx", at=AT, kind="nothing")


def _write_and_die(batch_id: Any, database: dict[str, Any], entered: Any) -> None:
    """Another process: applies, then hangs before its transaction ends."""
    connection.close()
    connection.settings_dict.update(database)
    real = checking.count_rows

    def hang(batch: ImportBatch) -> None:
        real(batch)
        entered.set()
        time.sleep(60)

    vars(importing)["count_rows"] = hang
    importing.run_import(batch_id=batch_id, at=AT)


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_while_writing_leaves_nothing_and_the_import_is_taken_up_again(tmp_path: Path) -> None:
    batch = checked(write_book(tmp_path / "a.xlsx", [HEADER, *GOOD]), actor=system_actor("command"))
    importing.start_import(actor=system_actor(), batch_id=batch.id, at=AT)
    context = multiprocessing.get_context("fork")
    entered = context.Event()
    database = dict(connection.settings_dict)
    connection.close()
    writer = context.Process(target=_write_and_die, args=(batch.id, database, entered))
    writer.start()
    assert entered.wait(20)
    assert importing.resume_imports(at=AT) == 0  # it is being written: nobody else takes it
    writer.kill()
    writer.join()
    assert User.objects.count() == 0
    for _ in range(50):
        if importing.resume_imports(at=AT):
            break
        time.sleep(0.1)
    batch.refresh_from_db()
    assert (batch.state, counts(batch)) == ("DONE", (2, 2, 0, 0, 0))
    assert StagingRow.objects.filter(batch=batch, status="created").count() == 2
