"""A malformed plan is refused with every slip, its line and the reason, and changes nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiben.domains.campaigns.models import Plan, PlanClause, PlanTarget, PlanTask, ReportDuty
from zhiben.domains.campaigns.reference import load_plans as load_bundled
from zhiben.domains.campaigns.services.plans.knowledge import FOLDER
from zhiben.domains.campaigns.services.plans.loading import BadPlan, check_plans, load_plans
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.errors import NotPermitted

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 4, tzinfo=UTC)
SAMPLE = (FOLDER / "sample.yaml").read_text("utf-8")
HAINAN = (FOLDER / "hainan-2023.yaml").read_text("utf-8")


def said(text: str | bytes, name: str = "a.yaml") -> list[tuple[int, str]]:
    content = text.encode() if isinstance(text, str) else text
    return [(one.line, one.reason) for one in check_plans({name: content})]


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def stored() -> list[Any]:
    """Everything that plans have written."""
    kinds = (Plan, PlanClause, PlanTask, PlanTarget, ReportDuty)
    return [list(kind._default_manager.order_by("pk").values()) for kind in kinds]


def test_the_sample_a_city_starts_from_is_whole() -> None:
    assert said(SAMPLE) == []
    assert not Plan.objects.filter(key="sample-2027").exists()


@pytest.mark.parametrize(
    ("old", "new", "at", "reason"),
    [
        ("period: {from:", "period: {form:", "period: {", "缺少“from”"),
        ("period: {from:", "period: {form:", "period: {", "不认识“form”，请核对拼写或删去"),
        ("to: 2023-12-31}", "to: 2023-02-30}", "period: {", "to：“2023-02-30”应写成 2024-04-08 这样的日期，而且确有这一天"),
        ("to: 2023-12-31}", "to: 20231231}", "period: {", "to：“20231231”应写成 2024-04-08 这样的日期，而且确有这一天"),
        ("to: 2023-12-31}", "to: 2022-12-31}", "period: {", "行动的最后一天早于第一天"),
        ('division: "460000"\nperiod', 'division: "469999"\nperiod', 'division: "469999"', "没有“469999”这个区划代码"),
        ("{id: 2.1.1a, ", "{id: 2.1.1x, ", "{id: 2.1.1x", "台账里 hainan-2023 没有“2.1.1x”这一条"),
        ("{id: 2.1.1a, ", "{id: 2.1.1x, ", "clauses:", "台账里的这些条款还没有写：2.1.1a"),
        ("{id: 2.1.1b, ", "{id: 2.1.1a, ", "{id: 2.1.1a, chapter", "“2.1.1a”重复：第 {first} 行已经写过"),
        ("indicators: [hazard-repeated]", "indicators: [hazard-reqeated]", "hazard-reqeated", "没有指标“hazard-reqeated”"),
        ("indicator: hazard-closure\n", "indicator: hazard-open\n", "indicator: hazard-open", "没有指标“hazard-open”"),
        ("waits_for: [coverage-rounds]}", "waits_for: [rounds]}", "waits_for: [rounds]", "没有能力代号“rounds”"),
        ("goal: done", "goal: dome", "goal: dome", "goal：“dome”不在可选之列：at_least、at_most、less_than_before、done、words"),
        ("    goal: at_least\n    value: 2\n", "    goal: at_least\n", "- indicator: coverage-rounds",
         "“coverage-rounds”要写 value，原文没有给数值的 goal 写 words"),
        ("    goal: done\n", "    goal: done\n    value: 77\n", "    value: 77\n", "只有“不低于”“不高于”才写 value"),
        ("    words: 闭环管理\n", "", "  - indicator: hazard-closure", "缺少“words”"),
        ("    words: 闭环管理\n", "    words: \n", "    words: \n", "words：应写一段文字"),
        ("    day: 1\n", "", "  - key: monthly\n", "“monthly”要写 day（每月几日前）或 due（哪天前）"),
        ("    day: 1\n", "    day: 32\n", "    day: 32", "day：“32”不能大于 31"),
        ("    day: 1\n", "    day: 1\n    due: 2023-05-01\n", "    due: 2023-05-01", "day 和 due 只能写一个"),
        ("    receiver: upper\n", "    reciever: upper\n", "    reciever: upper", "不认识“reciever”，请核对拼写或删去"),
        ("key: ladder.listing_mode", "key: hazards.major_measures", "{key: hazards.major_measures, d",
         "“hazards.major_measures 460000”重复：第 {first} 行已经写过"),
        ("key: ladder.listing_mode", "key: ladder.no_such", "{key: ladder.no_such", "参数“ladder.no_such”在 460000 没有设定值"),
        ('clauses: [2.1.2b]}', 'clauses: [2.1.2a]}', 'clauses: [2.1.2a]}',
         "参数“hazards.major_measures”在 460000 的值没有注明条款 hainan-2023/2.1.2a"),
        ("    mark: 已核实\n", "    mark: 核实\n", "    mark: 核实", "mark：“核实”不在可选之列：已核实、旁证、未核实、自定"),
        ("    chapter: \"2.1\"\n", "    chapter: \"9\"\n", "    chapter: \"9\"", "目录里没有“9”这一章节"),
        ("recurrence: continuous\n", "recurrence: continuous\n    due: 2023-12-31\n", "    due: 2023-12-31",
         "只有一次性任务（recurrence: once）才写期限"),
        ("    clauses: [3.1b]\n", "    clauses: [3.1c]\n", "{id: 3.1b", "条款“3.1b”没有任务、目标、报送或参数引用它，"
         "请写 waits_for（等哪些功能）或 preamble（理由）"),
        ("tasks:\n", "tasks:\n\t- a\n", "\t- a", "缩进不能用制表符，请改用空格"),
        ("title: 海南省房屋", "title: 海南: 省房屋", "title: 海南: 省", "冒号用错了位置，请检查缩进，文字里有冒号的要加引号"),
    ],
)  # fmt: skip
def test_every_slip_is_named_with_its_line(old: str, new: str, at: str, reason: str) -> None:
    before = stored()
    text = HAINAN.replace(old, new, 1)
    assert text != HAINAN
    found = said(text)
    first = "{key: hazards.major_measures" if "measures" in reason else "{id: 2.1.1"
    words = reason.replace("{first}", str(line_of(text, first)))
    lines = [line for line, one in found if one == words]
    assert lines, found
    expected = text[: text.rindex(at) if "重复" in reason else text.index(at)].count("\n") + 1
    assert lines[0] == expected, (lines, expected, found)
    with pytest.raises(BadPlan) as refused:
        load_plans(actor=system_actor("command"), files={"a.yaml": text.encode()}, at=AT)
    assert f"a.yaml 第 {expected} 行：{words}" in refused.value.detail
    assert stored() == before


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"", 1, "文件是空的"),
        ("document: \xff".encode("latin-1"), 0, "文件不是 UTF-8 编码，请另存为 UTF-8"),
        (b'a: 1\nb: "\x01"\n', 2, "有不能使用的控制字符"),
        (b'a: 1\nb: "\\0"\n', 2, "有不能使用的控制字符"),
        (b"a: 1\na: 2\n", 2, "“a”写了两次"),
        (b"a: &x [1]\nb: *x\n", 2, "不能用 & 和 * 引用别处的内容，也不能嵌套太深"),
        (b"a: 1\n---\nb: 2\n", 2, "一个文件只能写一个方案，不能有第二个 ---"),
        (b"? [a]\n: 1\n", 1, "冒号前面只能写名称"),
        (b"- 1\n", 1, "整个文件：应写成若干“名称: 内容”"),
        (b"[" * 5000, 0, "括号或缩进的层次太深"),
        (b'a: "\\U00110000"\n', 0, "有不能使用的转义字符（\\U 后面的编码不存在）"),
        (b'a: "\\UFFFFFFFF"\n', 0, "有不能使用的转义字符（\\U 后面的编码不存在）"),
        (b" " * 2_000_001, 0, "文件太大，不是方案文件"),
        (b"a: [1, 2\n", 2, "方括号没有写完，或者中间少了逗号"),
        (b"document: !!python/object:os.system {}\n", 1, "缺少“key”"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_in_words(content: bytes, line: int, reason: str) -> None:
    found = said(content)
    assert (line, reason) in found, found


def test_all_slips_of_all_files_are_listed_at_once() -> None:
    one = HAINAN.replace("to: 2023-12-31}", "to: 2023-02-30}").replace("    mark: 已核实\n", "    mark: 核实\n")
    found = check_plans({"one.yaml": one.encode(), "two.yaml": b"a: 1\n", "three.yaml": HAINAN.encode()})
    assert len([p for p in found if p.file == "one.yaml"]) == 1 + HAINAN.count("    mark: 已核实\n")
    assert {p.file for p in found} == {"one.yaml", "two.yaml"}
    assert [p.line for p in found if p.file == "one.yaml"] == sorted(p.line for p in found if p.file == "one.yaml")
    assert check_plans({"one.yaml": HAINAN.encode(), "two.yaml": HAINAN.encode()})[0].reason == (
        "代号“hainan-2023”在 one.yaml 里已经用过"
    )


def test_one_bad_file_keeps_the_good_ones_out() -> None:
    before = stored()
    with pytest.raises(BadPlan):
        load_plans(actor=system_actor("command"), files={"a": SAMPLE.encode(), "b": b"a: 1"}, at=AT)
    assert stored() == before


def test_loading_writes_once_and_a_changed_file_replaces_what_was_there() -> None:
    system, before = system_actor("command"), stored()
    acts = Act.objects.filter(verb="plan.load")
    known = acts.count()
    same = load_plans(actor=system, files={"a": HAINAN.encode()}, at=AT)
    assert ([one.changed for one in same], stored(), acts.count()) == ([False], before, known)
    changed = HAINAN.replace("    day: 1\n", "    day: 3\n")
    assert [one.changed for one in load_plans(actor=system, files={"a": changed.encode()}, at=AT)] == [True]
    plan = Plan.objects.get(key="hainan-2023")
    assert plan.reportdutys.get(key="monthly").day == 3
    assert (plan.planclauses.count(), plan.bundled, plan.loaded_at) == (51, False, AT)
    act = acts.get(object_id="hainan-2023", at=AT)
    assert (act.object_id, act.detail["digest"], act.detail["file"]) == ("hainan-2023", plan.digest, "a")
    assert acts.count() == known + 1
    load_bundled()  # what somebody loaded himself is left alone
    assert Plan.objects.get(key="hainan-2023").reportdutys.get(key="monthly").day == 3


def test_a_city_enters_its_own_plan() -> None:
    load_plans(actor=system_actor("command"), files={"sample.yaml": SAMPLE.encode()}, at=AT)
    plan = Plan.objects.get(key="sample-2027")
    assert (plan.path, plan.level, plan.ends_on) == ("32.3204.", "city", date(2027, 12, 31))
    assert dict(plan.planclauses.values_list("key", "state")) == {
        "1a": "preamble", "1b": "in_use", "2a": "in_use", "2b": "waits", "3a": "in_use",
    }  # fmt: skip
    assert plan.plantargets.get(indicator="major-hazard-zero").value == 95


def test_only_system_administrators_load() -> None:
    actor = replace(system_actor("command"), role=Role.LEADER)
    with pytest.raises(NotPermitted):
        load_plans(actor=actor, files={"a": SAMPLE.encode()}, at=AT)


LINES = SAMPLE.splitlines(keepends=True)
PARTS = [
    "key",
    "day: 0",
    "due: 2027-02-30",
    "- ",
    "  ",
    "[",
    "}",
    ":",
    "value: 95",
    "mark: 已核实",
    "id: 1b",
    "\t",
    "~",
    '"',
    "&a",
    "1e9",
]


def spoil(lines: list[str], data: st.DataObject) -> None:
    """One change as people make them: a line lost, doubled, cut, moved, or something typed into it."""
    place, other = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    at = data.draw(st.integers(0, len(lines[place])))
    match data.draw(st.sampled_from(["drop", "double", "cut", "put", "swap"])):
        case "drop":
            del lines[place]
        case "double":
            lines.insert(place, lines[place])
        case "cut":
            lines[place] = lines[place][:at]
        case "put":
            added = data.draw(st.one_of(st.sampled_from(PARTS), st.text(max_size=4)))
            lines[place] = lines[place][:at] + added + lines[place][at:]
        case "swap":
            lines[place], lines[other] = lines[other], lines[place]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_plan_changed_at_random_is_taken_whole_or_refused_with_a_line(data: st.DataObject) -> None:
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 3))):
        spoil(lines, data)
    content = "".join(lines).encode("utf-8", "surrogatepass")
    before = stored()
    problems = check_plans({"a.yaml": content})
    if problems:
        with pytest.raises(BadPlan) as refused:
            load_plans(actor=system_actor("command"), files={"a.yaml": content}, at=AT)
        assert refused.value.problems == problems
        most = content.count(b"\n") + content.count(b"\r") + 1
        assert all(one.reason and 0 <= one.line <= most for one in problems)
        assert stored() == before
        return
    loaded = load_plans(actor=system_actor("command"), files={"a.yaml": content}, at=AT)
    meant, plan = yaml.safe_load(content), Plan.objects.get(key=loaded[0].key)
    stored_now = plan.planclauses.count(), plan.plantasks.count(), plan.plantargets.count(), plan.reportdutys.count()
    assert stored_now == tuple(len(meant.get(part) or []) for part in ("clauses", "tasks", "targets", "reports"))
    Plan.objects.filter(key=plan.key).delete()
