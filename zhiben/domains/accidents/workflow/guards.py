"""Conditions of the trace that roles and states cannot say."""

from zhiben.domains.accidents.models import Trace, TraceTask
from zhiben.domains.accidents.terms import TaskState
from zhiben.kernel.base.errors import Refusal
from zhiben.kernel.workflow.definition import Inputs


class TasksLeft(Refusal):
    """409: must-do items are still open. ``missing`` names them."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(f"还有 {len(missing)} 项必办事项没有办完：{'、'.join(missing)}", status=409, title="不能认定")
        self.missing = missing


def tasks_settled(trace: Trace, given: Inputs) -> None:
    """认定 waits for every must-do item: done, 不适用, or honestly 未接入."""
    left = TraceTask.objects.filter(trace=trace, state=TaskState.PENDING).order_by("code")
    missing = list(left.values_list("name", flat=True))
    if missing:
        raise TasksLeft(missing)
