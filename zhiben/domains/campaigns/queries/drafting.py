"""What the platform writes for a start: three texts from the figures, to be edited by the clerk."""

from collections.abc import Mapping

from zhiben.domains.campaigns.models import Report
from zhiben.domains.campaigns.queries.months import IN_MONTH, IN_YEAR
from zhiben.domains.campaigns.queries.report import ReportData
from zhiben.domains.campaigns.queries.table import Row
from zhiben.domains.campaigns.terms import TEXTS


def drafted(data: ReportData) -> Mapping[str, str]:
    """``work``, ``problems`` and ``next_steps``; nothing in them that is not counted."""
    total = data.table.total
    return {"work": _work(data, total), "problems": _problems(data, total), "next_steps": _next_steps(data, total)}


def texts_of(report: Report, data: ReportData) -> dict[str, str]:
    """What was written, else what the platform drafts: only under the usual headings, for nothing counted is 经验做法."""
    mine = {name: getattr(report, name) for name in TEXTS}
    return mine if any(mine.values()) or report.sections else dict(drafted(data))


def month_sentence(total: Row, span: str = IN_MONTH) -> str:
    """The month in one sentence."""
    general, major = total.count("general", span), total.count("major", span)
    return (
        f"检查在建项目 {total.count('projects', span)} 个、{total.count('visits', span)} 家次；"
        f"排查一般隐患 {general} 条，已整改 {total.count('general_closed', span)} 条；"
        f"排查重大事故隐患 {major} 条，已整改 {total.count('major_closed', span)} 条；"
        f"下达限期整改书 {total.count('rectify', span)} 份、停工通知书 {total.count('stop', span)} 份。"
    )


def _work(data: ReportData, total: Row) -> str:
    span = f"{data.month.label}（{data.cut_words}）"
    return f"{span}，{data.area.name}{month_sentence(total)}\n{_year(data)}累计{month_sentence(total, IN_YEAR)}"


def _problems(data: ReportData, total: Row) -> str:
    left = [line for line in data.majors.lines if not line["closed"]]
    late = [line for line in left if line["overdue_days"]]
    said = []
    if left:
        said.append(f"期末未销号的重大事故隐患 {_many(data, len(left))}，其中逾期 {len(late)} 条。")
        said += [
            f"{line['project']}：{line['description'][:60]}，已逾期 {line['overdue_days']} 天。" for line in late[:5]
        ]
    open_general = total.count("general", IN_YEAR) - total.count("general_closed", IN_YEAR)
    if open_general > 0:
        said.append(f"{_year(data)}排查的一般隐患还有 {open_general} 条没有整改销号。")
    never = total.count("running", IN_MONTH) - total.count("projects", IN_YEAR)
    if never > 0:
        said.append(f"{_year(data)}还有 {never} 个在建项目没有排查记录。")
    return "\n".join(said) or "期末没有未销号的重大事故隐患，没有逾期事项。"


def _year(data: ReportData) -> str:
    """By its number: a December report is written in January."""
    return f"{data.month.cut.year}年"


def _many(data: ReportData, shown: int) -> str:
    return f"{shown} 条" if data.majors.total == len(data.majors.lines) else f"{shown} 条以上"


def _next_steps(data: ReportData, total: Row) -> str:
    steps = []
    if any(line["overdue_days"] for line in data.majors.lines):
        steps.append("对逾期未整改的重大事故隐患逐条督办，查明原因，依法处理。")
    if any(not line["closed"] for line in data.majors.lines):
        steps.append("盯住未销号的重大事故隐患，按整改时限组织复查销号。")
    if total.count("running", IN_MONTH) > total.count("projects", IN_YEAR):
        steps.append("安排对还没有检查的在建项目进行检查。")
    return "\n".join(steps) or "继续做好日常监督检查和隐患排查整治。"
