"""The format of a plan file. ``plans/schema.json`` is generated from here; the descriptions are for whoever writes one."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from zhiben.domains.campaigns.terms import Aspect, Goal, Period, Recurrence

SLUG: Final = r"^[a-z0-9]+(?:[-._@][a-z0-9]+)*$"
YEARS: Final = range(2000, 2101)
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def _words(text: Any) -> Any:
    """A cell of a YAML file is text; a number or a day is only what its field says it is."""
    return "" if text is None else text


def _day(text: Any) -> Any:
    if text is None:
        return None
    if not isinstance(text, str) or not DAY.fullmatch(text):
        raise ValueError
    day = date.fromisoformat(text)
    if day.year not in YEARS:
        raise ValueError
    return day


Text = StringConstraints(strip_whitespace=True, min_length=1)
Title = Annotated[str, Text, StringConstraints(max_length=200)]
Ask = Annotated[str, Text, StringConstraints(max_length=300)]
Name = Annotated[str, Text, StringConstraints(max_length=100)]
Heading = Annotated[str, Text, StringConstraints(max_length=20)]
Unit = Annotated[str, Text, StringConstraints(max_length=60)]
Key = Annotated[str, StringConstraints(max_length=60, pattern=SLUG)]
Kind = Annotated[str, StringConstraints(max_length=40, pattern=SLUG)]
ClauseId = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[0-9A-Za-z][0-9A-Za-z.\-]*$")]
Note = Annotated[str, BeforeValidator(_words), StringConstraints(strip_whitespace=True, max_length=300)]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Division = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
Mark = Literal["已核实", "旁证", "未核实", "自定"]
Agencies = Literal["nation", "province", "city", "county", "zone"]
Doers = Literal["nation", "province", "city", "county", "zone", "enterprise", "project", "public"]


class Part(BaseModel):
    """Whatever is not named here is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_enum_values=False)


class Document(Part):
    """文件本身"""

    key: Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")] = Field(
        description="代号，永久不变：小写字母、数字和连字符，如 hainan-2023；与台账里的文件同名的，条款按台账核对"
    )
    title: Title = Field(description="文件名称")
    issuer: Name = Field(description="发文机关")
    number: Annotated[str, BeforeValidator(_words), StringConstraints(max_length=60)] = Field(
        "", description="文号；原文未载的不写"
    )
    issued_on: Day | None = Field(None, description="发文日期；原文未载的不写")


class Span(Part):
    """行动起止，两头都算"""

    since: Day = Field(alias="from", description="第一天")
    until: Day = Field(alias="to", description="最后一天")


class Chapter(Part):
    """方案自己的目录"""

    id: ClauseId = Field(description="章节号，如 2.1")
    title: Title = Field(description="章节名称")
    aspect: Aspect = Field(description="对应国家方案的哪个方面；对应不上的写 other")


class Clause(Part):
    """一条要求：有任务、目标、报送或参数引用它就是已落实；没有的要写等哪些功能，或者说明它只是发文说明"""

    id: ClauseId = Field(description="条款号，如 2.1.2c")
    chapter: ClauseId = Field(description="所在章节号")
    ask: Annotated[str, BeforeValidator(_words), StringConstraints(max_length=300)] = Field(
        "", description="要求什么，用自己的话；台账里已有的条款不写，按台账"
    )
    waits_for: list[Key] = Field([], description="还要等哪些功能，写能力代号，如 coverage-rounds")
    preamble: Note = Field("", description="只是发文说明、口号的，写明理由")


class Cited(Part):
    """凡是方案里说的，都写明出自哪些条款"""

    clauses: list[ClauseId] = Field(min_length=1, description="出自哪些条款")
    mark: Mark = Field(description="核实程度：已核实（原文如此）、旁证、未核实（原文不清或有歧义）、自定")
    note: Note = Field("", description="原文没有写明的，写怎样理解的")


class Task(Cited):
    """一项任务"""

    key: Key = Field(description="代号，永久不变")
    title: Ask = Field(description="任务，用自己的话")
    chapter: ClauseId = Field(description="所在章节号")
    units: list[Unit] = Field(min_length=1, description="责任单位，按文件里的叫法")
    levels: list[Doers] = Field(
        min_length=1,
        description="哪些层级去做：nation 部、province 省、city 市、county 县、zone 功能区、enterprise 企业、project 项目、public 公众",
    )
    recurrence: Recurrence = Field(description="频次；continuous 为常态")
    due: Day | None = Field(None, description="期限，这一天也算；只有一次性任务写，原文没给日期的不写")
    indicators: list[Key] = Field([], description="看哪些指标")
    waits_for: list[Key] = Field([], description="还不能在平台上办的，写等哪些功能")


class Target(Cited):
    """一个指标的目标"""

    indicator: Key = Field(description="指标代号")
    goal: Goal = Field(
        description="at_least 不低于、at_most 不高于（都要写 value）；less_than_before 比上年同期下降；done 办结；"
        "words 原文没有给数值。只有原文写了 100% 的才写 100"
    )
    value: Decimal | None = Field(None, ge=0, max_digits=14, decimal_places=2, description="目标值")
    words: Title = Field(description="原文口径，简短")
    since: Day | None = Field(None, description="从哪天起算进度")
    due: Day | None = Field(None, description="期限，这一天也算")

    @property
    def key(self) -> str:
        """Several days of one indicator are several targets."""
        return f"{self.indicator}@{self.due}" if self.due else self.indicator


class ParameterUse(Part):
    """引用一个参数：值写在 criteria/parameters 里，这里只指出用的是哪一行"""

    key: Annotated[str, StringConstraints(max_length=64)] = Field(description="参数名")
    division: Division = Field(description="该值的区划代码，全国为 000000")
    clauses: list[ClauseId] = Field(min_length=1, description="出自哪些条款；该值的说明里要写着同样的条款")


class Report(Cited):
    """一项报送"""

    key: Key = Field(description="代号，永久不变")
    title: Name = Field(description="报什么")
    kind: Kind = Field(
        description="表种：monthly 月报、progress 阶段进展、summary 工作总结、quarterly 季度调度、annual 年度督导；"
        "同一表种以最近一级的规定为准"
    )
    period: Period = Field(description="统计期，从报送那天看")
    day: Annotated[int, Field(ge=0, le=31)] | None = Field(
        None, description="每月（季后首月、当年12月）几日前，含当日；0 为最后一天"
    )
    due: Day | None = Field(None, description="只报一次的，写哪天前，含当日")
    levels: list[Agencies] = Field(min_length=1, description="哪些层级的机构报")
    receiver: Name = Field(description="报给谁：upper 为上一级，否则写名称")
    since: Day | None = Field(None, description="从哪天起执行，不写则从行动第一天起")
    sections: Annotated[list[Heading], Field(min_length=3, max_length=3)] | None = Field(
        None, description="文字部分的三个标题；不写则为工作情况、存在问题、下一步打算"
    )
    until: Day | None = Field(None, description="执行到哪天；不写则一直执行，直到有新的规定")


class PlanFile(Part):
    """行动方案文件。日期写 2024-04-08；代号一经使用不再改变。"""

    document: Document
    division: Division = Field(description="适用区划的代码，全国为 000000")
    period: Span
    chapters: list[Chapter] = Field(min_length=1)
    clauses: list[Clause] = Field(min_length=1)
    tasks: list[Task] = []
    targets: list[Target] = []
    parameters: list[ParameterUse] = []
    reports: list[Report] = []


def schema() -> dict[str, Any]:
    """The published JSON Schema."""
    said = PlanFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **said}
