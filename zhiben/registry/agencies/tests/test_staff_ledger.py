"""机构人员台账: one sheet makes agencies, departments, officers and accounts; three administrators stay apart."""

import os
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from zhiben.kernel.access.accounts import Reach, draw_first_passwords, open_account
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.base.errors import NotPermitted, NotVisible, WrongState
from zhiben.kernel.papers.importing import undo_import
from zhiben.kernel.papers.models import ImportBatch, StagingRow
from zhiben.kernel.testing.tables import counts, export_table, import_table, problems, write_table
from zhiben.registry.agencies.models import Agency, Department, Officer

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 5, 9, tzinfo=CHINA)
HEADER = ["区划", "机构名称", "机构类别", "科室", "姓名", "职务", "手机号", "角色", "执法证号", "证书有效期", "账号"]
PLACE, BUREAU, STATION = "福建省福州市鼓楼区", "青峦区住房和城乡建设局", "青峦区建设工程质量安全站"
ROWS: list[list[Any]] = [
    [
        PLACE,
        STATION,
        "监督机构",
        "监督一科",
        "李四",
        "科长",
        "13800000001",
        "监督员、执法人员",
        "闽A001",
        "2028-12-31",
        None,
    ],
    [PLACE, BUREAU, "主管部门", "质安科", "张三", "局长", "13800000002", "负责人", None, None, "zhangsan"],
    [PLACE, STATION, "监督机构", "监督一科", "李四", "科员", "13800000003", "监督员", "闽A002", "2028-12-31", None],
    [PLACE, STATION, None, None, "王五", "内勤", None, "内勤", None, None, None],
    [PLACE, BUREAU, None, None, "赵六", None, None, "安全管理员", None, None, None],
    [PLACE, BUREAU, None, None, "钱七", "临时", None, None, None, None, None],
]


def sheet(folder: Path, *rows: list[Any], header: list[str] = HEADER) -> Path:
    return write_table(folder / "staff.xlsx", [["机构人员登记表"], header, *rows])


def numbers() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Agency, Department, Officer, User, Grant))


def test_one_sheet_makes_all_of_it_and_the_second_time_nothing(tmp_path: Path) -> None:
    path = sheet(tmp_path, *ROWS)
    first = import_table(path, at=AT)
    assert (first.kind, counts(first)) == ("staff", (6, 6, 0, 0, 0)), problems(first)
    assert numbers() == (2, 2, 6, 5, 6)
    station, bureau = Agency.objects.get(name=STATION), Agency.objects.get(name=BUREAU)
    assert (station.kind, station.parent, station.path) == ("station", bureau, "35.3501.350102.")
    assert bureau.kind == "authority"
    one, two = Officer.objects.filter(name="李四").order_by("certificate_no")
    assert (one.certificate_to, one.position, one.valid_from) == (date(2028, 12, 31), "科长", AT.date())
    assert one.department == two.department
    assert one.user_id != two.user_id
    assert {u.username for u in User.objects.all()} == {"lisi", "lisi2", "zhangsan", "wangwu", "zhaoliu"}
    assert one.user_id
    assert sorted(Grant.objects.filter(user_id=one.user_id).values_list("role", flat=True)) == ["enforcer", "inspector"]
    assert Officer.objects.get(name="钱七").user_id is None
    user = User.objects.get(username="zhangsan")
    assert (user.phone_masked, user.must_change_password, user.has_usable_password()) == ("138****0002", True, False)

    assert counts(import_table(path, at=AT)) == (6, 0, 0, 6, 0)
    assert numbers() == (2, 2, 6, 5, 6)
    out = import_table(export_table("staff", tmp_path / "o.xlsx", at=AT), at=AT)
    assert (counts(out), problems(out)) == ((6, 0, 0, 6, 0), [])


def test_a_changed_sheet_adds_what_is_new_and_takes_nothing_away(tmp_path: Path) -> None:
    import_table(sheet(tmp_path, *ROWS), at=AT)
    changed = [list(row) for row in ROWS]
    changed[0][7], changed[3][3], changed[3][7] = "监督员", "办公室", "内勤、负责人"
    changed[1][6] = "13900000002"
    again = import_table(sheet(tmp_path, *changed), at=AT + timedelta(days=1))
    assert counts(again) == (6, 0, 1, 5, 0)
    assert Grant.objects.filter(role="enforcer").count() == 1
    assert sorted(Grant.objects.filter(user__username="wangwu").values_list("role", flat=True)) == ["clerk", "leader"]
    assert Officer.objects.get(name="王五").department == Department.objects.get(name="办公室")
    assert User.objects.get(username="zhangsan").phone_masked == "139****0002"


def test_undone_while_untouched_and_not_afterwards(tmp_path: Path) -> None:
    before = numbers()
    batch = import_table(sheet(tmp_path, *ROWS), at=AT)
    undo_import(actor=system_actor(), batch_id=batch.pk, at=AT)
    assert numbers() == before

    batch = import_table(sheet(tmp_path, *ROWS), at=AT)
    draw_first_passwords(actor=system_actor(), user_ids=[User.objects.get(username="lisi").pk], at=AT)
    after = numbers()
    with pytest.raises(WrongState, match="已被修改"):
        undo_import(actor=system_actor(), batch_id=batch.pk, at=AT)
    assert numbers() == after


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ([PLACE, BUREAU, "主管部门", None, "甲", None, None, "系统管理员、监督员"], "角色", "要各由一人单独担任"),
        ([PLACE, BUREAU, "主管部门", None, "甲", None, None, "系统管理员、审计管理员"], "角色", "要各由一人单独担任"),
        ([PLACE, BUREAU, "主管部门", None, "甲", None, None, "大领导"], "角色", "不认识"),
        (["火星区", BUREAU, "主管部门", None, "甲", None, None, "负责人"], "区划", "没有找到"),
        ([PLACE, BUREAU, "主管部门", None, None, None, None, "负责人"], "姓名", ""),
        ([PLACE, BUREAU, "主管部门", None, "甲", None, "123", "负责人"], "手机号", ""),
        ([PLACE, BUREAU, "主管部门", None, "甲", None, None, "负责人", None, "没有", "有 空格"], "账号", "不能含空格"),
    ],
)
def test_rows_that_cannot_be_make_nothing(tmp_path: Path, row: list[Any], column: str, words: str) -> None:
    before = numbers()
    batch = import_table(sheet(tmp_path, row), at=AT, kind="staff")
    assert next((label, words in reason) for _, label, reason in problems(batch)) == (column, True)
    assert numbers() == before


def test_three_administrators_stay_apart_across_rows_and_from_what_is_held(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        [PLACE, BUREAU, "主管部门", None, "甲", None, "13800000009", "系统管理员"],
        [PLACE, STATION, "监督机构", None, "甲", None, "13800000009", "监督员"],
    ]
    batch = import_table(sheet(tmp_path, *rows), at=AT, kind="staff")
    assert {label for _, label, _ in problems(batch)} == {"角色"}
    assert numbers() == (0, 0, 0, 0, 0)

    import_table(sheet(tmp_path, *ROWS), at=AT)
    rows = [
        [PLACE, BUREAU, None, None, "赵六", None, None, "监督员"],
        [PLACE, STATION, None, None, "王五", None, None, "审计管理员"],
    ]
    batch = import_table(sheet(tmp_path, *rows), at=AT, kind="staff")
    assert [label for _, label, _ in problems(batch)] == ["角色", "角色"]
    assert numbers() == (2, 2, 6, 5, 6)


def test_names_and_numbers_that_belong_to_others(tmp_path: Path) -> None:
    import_table(sheet(tmp_path, *ROWS), at=AT)
    rows: list[list[Any]] = [
        [PLACE, STATION, None, None, "孙八", None, None, "监督员", "闽A001", None, None],
        [PLACE, STATION, None, None, "周九", None, None, "监督员", None, None, "zhangsan"],
        [PLACE, STATION, None, None, "吴十", None, None, "监督员", "闽A009", None, None],
        [PLACE, STATION, None, None, "郑一", None, None, "监督员", "闽A009", None, None],
    ]
    before = numbers()
    batch = import_table(sheet(tmp_path, *rows), at=AT, kind="staff")
    said = {(row, reason) for row, _, reason in problems(batch)}
    assert any("已属于在任的李四" in reason for _, reason in said)
    assert any("已经是张三的" in reason for _, reason in said)
    assert any("执法证号相同" in reason for _, reason in said)
    assert counts(batch) == (4, 1, 0, 0, 3)
    assert numbers()[2] == before[2] + 1


def test_a_county_administrator_stays_within_the_county(tmp_path: Path) -> None:
    outside = ["福建省福州市台江区", "别区住建局", "主管部门", None, "甲", None, None, "负责人"]
    batch = import_table(sheet(tmp_path, outside), at=AT, kind="staff", path_of_division="35.3501.350102.")
    assert "不在您管理的辖区内" in problems(batch)[0][2]
    assert numbers() == (0, 0, 0, 0, 0)


def test_their_own_messy_sheet_is_understood(tmp_path: Path) -> None:
    header = ["序号", "单位", "所属辖区", "部门", "名字", "职位", "联系电话", "平台角色", "行政执法证号", "有效期至"]
    rows: list[list[Any]] = [
        [1, STATION, "鼓楼区", "一科", "李四", "科长", 13800000001, "质监员/执法", "闽A001", "2028年12月31日"],
        [2, BUREAU, "350102", "局办", "张三", "局长", "138 0000 0002", "分管领导", "/", "—"],
        ["合计", None, None, None, "2人", None, None, None, None, None],
    ]
    path = write_table(tmp_path / "m.xlsx", [["福州市鼓楼区监管人员花名册"], header, *rows])
    batch = import_table(path, at=AT, path_of_division="35.3501.")
    assert batch.kind == "staff", problems(batch)
    assert counts(batch)[1] == 2, problems(batch)
    assert sorted(Grant.objects.values_list("role", flat=True)) == ["enforcer", "inspector", "leader"]


def test_first_passwords_are_drawn_once_and_kept_nowhere(tmp_path: Path) -> None:
    import_table(sheet(tmp_path, *ROWS), at=AT)
    users = list(User.objects.values_list("pk", flat=True))
    slips = draw_first_passwords(actor=system_actor(), user_ids=users, at=AT)
    assert {s.username for s in slips} == {"lisi", "lisi2", "zhangsan", "wangwu", "zhaoliu"}
    assert next(s.roles for s in slips if s.username == "lisi") == "监督员、执法人员"
    for slip in slips:
        user = User.objects.get(pk=slip.user_id)
        assert slip.password not in user.password
        assert user.check_password(slip.password)
        assert user.must_change_password
    everything = (
        str(list(Act.objects.values()))
        + str(list(StagingRow.objects.values()))
        + str(list(ImportBatch.objects.values()))
    )
    assert not any(slip.password in everything for slip in slips)
    again = draw_first_passwords(actor=system_actor(), user_ids=users, at=AT)
    assert not {s.password for s in slips} & {s.password for s in again}
    assert not User.objects.get(username="wangwu").check_password(
        next(s.password for s in slips if s.username == "wangwu")
    )


def test_no_slip_for_accounts_in_use_or_of_others(tmp_path: Path) -> None:
    import_table(sheet(tmp_path, *ROWS), at=AT)
    used = User.objects.get(username="lisi")
    used.last_login = AT
    used.save()
    kept = dict(User.objects.values_list("pk", "password"))
    with pytest.raises(NotVisible):
        draw_first_passwords(actor=system_actor(), user_ids=list(kept), at=AT)
    elsewhere = Actor(
        name="别处", role=Role.SYSTEM_ADMIN, reach=ReachKind.AGENCY, path="35.3501.350103.", level="county"
    )
    with pytest.raises(NotVisible):
        draw_first_passwords(actor=elsewhere, user_ids=[User.objects.get(username="wangwu").pk], at=AT)
    leader = Actor(name="领导", role=Role.LEADER, reach=ReachKind.AGENCY, path="35.3501.350102.", level="county")
    with pytest.raises(NotPermitted):
        draw_first_passwords(actor=leader, user_ids=[User.objects.get(username="wangwu").pk], at=AT)
    assert dict(User.objects.values_list("pk", "password")) == kept


def test_the_first_sign_in_hashes_anew(tmp_path: Path) -> None:
    bureau = Agency.objects.create(
        name="局", name_key="局", division_id="350102", path="35.3501.350102.", level="county", kind="authority"
    )
    reach = Reach(kind=ReachKind.AGENCY, id=bureau.pk, name="局", path=bureau.path, level="county")
    open_account(actor=system_actor(), username="a", role=Role.CLERK, reach=reach, at=AT)
    user = User.objects.get(username="a")
    slip = draw_first_passwords(actor=system_actor(), user_ids=[user.pk], at=AT)[0]
    user.refresh_from_db()
    assert user.password.startswith("first_password$")
    assert user.check_password(slip.password)
    user.refresh_from_db()
    assert user.password.startswith("argon2")


def test_five_thousand_people_in_half_a_minute(tmp_path: Path) -> None:
    rows = [
        [PLACE, f"{BUREAU}{n % 50}", "主管部门", f"科室{n % 7}", f"人员{n}", "科员", f"138{n:08d}", "监督员", f"证{n}", "2028-12-31", None]
        for n in range(5000)
    ]  # fmt: skip
    path = sheet(tmp_path, *rows)
    started = time.monotonic()
    batch = import_table(path, at=AT)
    seconds = time.monotonic() - started
    assert counts(batch) == (5000, 5000, 0, 0, 0), problems(batch)[:3]
    assert User.objects.count() == 5000
    print(f"5000 rows in {seconds:.1f} s")
    assert seconds < 30 * max(1, os.getloadavg()[0] / (os.cpu_count() or 1))  # a busy machine gets its time
