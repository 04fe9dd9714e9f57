"""The columns of the monthly table (排查整治情况统计表), and what cannot be filled in yet."""

from dataclasses import dataclass
from typing import Final

from zhiben.kernel.indicators.terms import Part

CHECKED, GENERAL, MAJOR, PAPERS = "检查情况", "一般隐患", "重大事故隐患", "督办与文书"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A figure of the table. ``part`` None: the share itself. ``once``: a state, the same for month and year."""

    key: str
    label: str
    group: str
    indicator: str
    unit: str
    part: Part | None = Part.NUMERATOR
    once: bool = False


@dataclass(frozen=True, kw_only=True)
class Missing:
    """A column of the table that no record answers yet."""

    key: str
    label: str
    unit: str
    reason: str


COLUMNS: Final = (
    Column(key="running", label="在建项目数", group=CHECKED, indicator="monthly.coverage", unit="个",
           part=Part.DENOMINATOR, once=True),
    Column(key="projects", label="检查项目数", group=CHECKED, indicator="monthly.coverage", unit="个"),
    Column(key="visits", label="检查家次", group=CHECKED, indicator="monthly.visits", unit="家次"),
    Column(key="coverage", label="覆盖率", group=CHECKED, indicator="monthly.coverage", unit="%", part=None),
    Column(key="general", label="排查数", group=GENERAL, indicator="monthly.general", unit="条", part=Part.DENOMINATOR),
    Column(key="general_closed", label="已整改", group=GENERAL, indicator="monthly.general", unit="条"),
    Column(key="general_rate", label="整改率", group=GENERAL, indicator="monthly.general", unit="%", part=None),
    Column(key="major", label="排查数", group=MAJOR, indicator="monthly.major", unit="条", part=Part.DENOMINATOR),
    Column(key="major_self", label="企业自查", group=MAJOR, indicator="monthly.major.self", unit="条"),
    Column(key="major_department", label="部门检查", group=MAJOR, indicator="monthly.major.department", unit="条"),
    Column(key="major_other", label="其他来源", group=MAJOR, indicator="monthly.major.other", unit="条"),
    Column(key="major_closed", label="已整改", group=MAJOR, indicator="monthly.major", unit="条"),
    Column(key="major_rate", label="整改率", group=MAJOR, indicator="monthly.major", unit="%", part=None),
    Column(key="listed", label="挂牌督办数", group=PAPERS, indicator="monthly.listed", unit="条"),
    Column(key="rectify", label="限期整改书", group=PAPERS, indicator="monthly.notices.rectify", unit="份"),
    Column(key="stop", label="停工通知书", group=PAPERS, indicator="monthly.notices.stop", unit="份"),
)  # fmt: skip
PENALTY: Final = "行政处罚的立案和决定还没有在平台办理"
MISSING: Final = (
    Missing(key="officers", label="出动人次", unit="人次", reason="未出文书的检查还没有记录检查人员"),
    Missing(key="penalties", label="行政处罚起数", unit="起", reason=PENALTY),
    Missing(key="fines", label="罚款金额", unit="万元", reason=PENALTY),
    Missing(key="licences", label="暂扣安许证数", unit="个", reason="安全生产许可证的暂扣还没有在平台办理"),
    Missing(key="talks", label="约谈企业数", unit="家", reason="约谈还没有在平台办理"),
    Missing(key="exposed", label="通报曝光数", unit="起", reason="通报曝光还没有在平台办理"),
    Missing(key="transferred", label="移送司法起数", unit="起", reason="案件移送还没有在平台办理"),
    Missing(key="credit", label="信用惩戒数", unit="起", reason="信用惩戒还没有在平台办理"),
)
NOTES: Final = (
    "在建项目：截至期末状态为在建或停工的项目。检查项目数：本期有监督抽查、上级督查隐患记录的在建项目；没有查出问题的检查还没有记录，未计入。",
    "检查家次：同一项目同一天算一家次。覆盖率＝检查项目数÷在建项目数。",
    "排查数按发现日期归期；已整改指其中截至期末已复查合格销号的，因此已整改不大于排查数。已作废的隐患不计。",
    "部门检查含监督抽查和上级督查；其他来源含举报和平台预警。挂牌督办数指本期发现的重大事故隐患中已挂牌督办的，挂牌日期未采集。",
    "限期整改书、停工通知书按签发日期归期，已作废的不计。累计自当年1月1日起（统计期更早的自期初起）。百分数保留两位，不进位。",
)
