"""What a plan says must hold together: every slip with its line, all of them at once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from zhiben.domains.campaigns.services.plans import knowledge
from zhiben.domains.campaigns.services.plans.declaration import Cited, ParameterUse, PlanFile
from zhiben.domains.campaigns.services.plans.reading import Place, Source
from zhiben.domains.campaigns.terms import Goal, Period, Recurrence
from zhiben.registry.agencies.public import names_of

Check = Callable[[PlanFile, Source], None]
MONTHLY: Final = (Period.MONTH_BEFORE, Period.THIS_MONTH, Period.QUARTER_BEFORE, Period.YEAR)


def check_plan(source: Source) -> None:
    """Adds to ``source.problems``. A file that could not be read as a plan has its problems already."""
    if source.plan is None:
        return
    for check in CHECKS:
        check(source.plan, source)


def check_together(sources: Sequence[Source]) -> None:
    """No two files may be the same plan."""
    seen: dict[str, str] = {}
    for source in sources:
        if source.plan is None:
            continue
        first = seen.setdefault(source.plan.document.key, source.file)
        if first != source.file:
            source.blame(("document", "key"), f"代号“{source.plan.document.key}”在 {first} 里已经用过")


def _place_and_time(plan: PlanFile, source: Source) -> None:
    if not names_of([plan.division]):
        source.blame(("division",), f"没有“{plan.division}”这个区划代码")
    if plan.period.until < plan.period.since:
        source.blame(("period", "to"), "行动的最后一天早于第一天")


def _once_each(plan: PlanFile, source: Source) -> None:
    """No key twice."""
    for section, name, keys in (
        ("chapters", "id", [one.id for one in plan.chapters]), ("clauses", "id", [one.id for one in plan.clauses]),
        ("tasks", "key", [one.key for one in plan.tasks]), ("reports", "key", [one.key for one in plan.reports]),
        ("targets", "indicator", [one.key for one in plan.targets]),
        ("parameters", "key", [f"{one.key} {one.division}" for one in plan.parameters]),
    ):  # fmt: skip
        seen: dict[str, int] = {}
        for index, key in enumerate(keys):
            first = seen.setdefault(key, index)
            if first != index:
                line = source.line_of((section, first))
                source.blame((section, index, name), f"“{key}”重复：第 {line} 行已经写过")


def _chapters(plan: PlanFile, source: Source) -> None:
    known = {one.id for one in plan.chapters}
    named = (("clauses", [one.chapter for one in plan.clauses]), ("tasks", [one.chapter for one in plan.tasks]))
    for section, chapters in named:
        for index, chapter in enumerate(chapters):
            if chapter not in known:
                source.blame((section, index, "chapter"), f"目录里没有“{chapter}”这一章节")


def _clauses(plan: PlanFile, source: Source) -> None:
    """Every clause of the ledger, exactly once, and either used, waiting or a preamble."""
    asks = knowledge.ledger().asks.get(plan.document.key)
    used = {number for _, cited in _citing(plan) for number in cited}
    for index, clause in enumerate(plan.clauses):
        place: Place = ("clauses", index)
        if asks is not None and clause.id not in asks:
            source.blame((*place, "id"), f"台账里 {plan.document.key} 没有“{clause.id}”这一条")
        if asks is None and not clause.ask:
            source.blame(place, f"条款“{clause.id}”要写 ask：台账里没有这份文件")
        if clause.preamble and (clause.waits_for or clause.id in used):
            source.blame((*place, "preamble"), f"条款“{clause.id}”已被引用或者在等功能，就不是发文说明")
        if not (clause.preamble or clause.waits_for or clause.id in used):
            source.blame(
                place,
                f"条款“{clause.id}”没有任务、目标、报送或参数引用它，请写 waits_for（等哪些功能）或 preamble（理由）",
            )
    missing = [number for number in asks or () if number not in {clause.id for clause in plan.clauses}]
    if missing:
        source.blame(("clauses",), f"台账里的这些条款还没有写：{'、'.join(missing)}")


def _citing(plan: PlanFile) -> Iterator[tuple[Place, list[str]]]:
    for section, parts in _cited_parts(plan):
        for index, part in enumerate(parts):
            yield (section, index, "clauses"), part.clauses


def _cited_parts(plan: PlanFile) -> Iterator[tuple[str, Sequence[Cited | ParameterUse]]]:
    yield from (("tasks", plan.tasks), ("targets", plan.targets), ("reports", plan.reports))
    yield "parameters", plan.parameters


def _references(plan: PlanFile, source: Source) -> None:
    """Clauses, indicators and capabilities that are named must exist."""
    clauses, capabilities = {one.id for one in plan.clauses}, knowledge.ledger().capabilities
    for place, numbers in _citing(plan):
        _named(source, place, numbers, clauses, "本方案没有条款")
    for index, task in enumerate(plan.tasks):
        _named(source, ("tasks", index, "indicators"), task.indicators, knowledge.known_indicators(), "没有指标")
        _named(source, ("tasks", index, "waits_for"), task.waits_for, capabilities, "没有能力代号")
    for index, clause in enumerate(plan.clauses):
        _named(source, ("clauses", index, "waits_for"), clause.waits_for, capabilities, "没有能力代号")
    for index, target in enumerate(plan.targets):
        _named(source, ("targets", index), [target.indicator], knowledge.known_indicators(), "没有指标")


def _named(source: Source, place: Place, names: Iterable[str], known: Iterable[str], words: str) -> None:
    known = set(known)
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name not in known:
            source.blame((*place, index), f"{words}“{name}”")
        if name in seen:
            source.blame((*place, index), f"“{name}”写了两次")
        seen.add(name)


def _tasks(plan: PlanFile, source: Source) -> None:
    for index, task in enumerate(plan.tasks):
        if task.due and task.recurrence != Recurrence.ONCE:
            source.blame(("tasks", index, "due"), "只有一次性任务（recurrence: once）才写期限")
        if task.due and task.due < plan.period.since:
            source.blame(("tasks", index, "due"), "期限早于行动的第一天")


def _targets(plan: PlanFile, source: Source) -> None:
    for index, target in enumerate(plan.targets):
        measured = target.goal in (Goal.AT_LEAST, Goal.AT_MOST)
        if measured and target.value is None:
            source.blame(("targets", index), f"“{target.indicator}”要写 value，原文没有给数值的 goal 写 words")
        if not measured and target.value is not None:
            source.blame(("targets", index, "value"), "只有“不低于”“不高于”才写 value")
        if target.since and target.due and target.due < target.since:
            source.blame(("targets", index, "due"), "期限早于起算日")


def _reports(plan: PlanFile, source: Source) -> None:
    for index, report in enumerate(plan.reports):
        place: Place = ("reports", index)
        if report.day is None and report.due is None:
            source.blame(place, f"“{report.key}”要写 day（每月几日前）或 due（哪天前）")
        if report.day is not None and report.due is not None:
            source.blame((*place, "due"), "day 和 due 只能写一个")
        if report.due is None and report.period == Period.ONCE:
            source.blame((*place, "period"), "一次性的报送要写 due（哪天前）")
        if report.since and report.until and report.until < report.since:
            source.blame((*place, "until"), "执行的最后一天早于第一天")
        if report.due and report.due < (report.since or plan.period.since):
            source.blame((*place, "due"), "期限早于开始执行的那天")


def _parameters(plan: PlanFile, source: Source) -> None:
    """The value itself stands in the parameters' own files, and names the same clause."""
    said = knowledge.values_in_use(plan.parameters)
    for index, use in enumerate(plan.parameters):
        named = said.get((use.key, use.division))
        if named is None:
            source.blame(("parameters", index), f"参数“{use.key}”在 {use.division} 没有设定值")
            continue
        for number in use.clauses:
            if f"{plan.document.key}/{number}" not in named:
                reason = f"参数“{use.key}”在 {use.division} 的值没有注明条款 {plan.document.key}/{number}"
                source.blame(("parameters", index, "clauses"), reason)


CHECKS: Final[tuple[Check, ...]] = (
    _place_and_time, _once_each, _chapters, _clauses, _references, _tasks, _targets, _reports, _parameters,
)  # fmt: skip
