"""Words of corrections and merging. Stored codes are permanent; labels may change."""

from typing import Final

from django.db.models import TextChoices


class CorrectionState(TextChoices):
    ASKED = "ASKED", "待审批"
    APPLIED = "APPLIED", "已更正"
    REFUSED = "REFUSED", "不予更正"
    WITHDRAWN = "WITHDRAWN", "已撤回"


class NoticeState(TextChoices):
    """One reader of a value that was wrong."""

    TOLD = "TOLD", "待确认"
    DONE = "DONE", "已确认"


class Way(TextChoices):
    """How a value reached somebody."""

    PAGE = "page", "查看页面"
    API = "api", "接口读取"
    UNMASK = "unmask", "查看完整号码"
    EXPORT = "export", "导出"

    @classmethod
    def unmasking(cls, field: str) -> str:
        """The way of a receipt for one number in full: which it was."""
        return f"{cls.UNMASK.value}.{field}"[:16]


class Side(TextChoices):
    """Which of the two numbers of a correction."""

    NEW = "new", "正确的号码"
    OLD = "old", "原来的号码"


class MergeState(TextChoices):
    """``RUNNING``, ``UNDOING``: the records are settled, a job still moves what hangs on them."""

    RUNNING = "RUNNING", "合并中"
    DONE = "DONE", "已合并"
    UNDOING = "UNDOING", "撤销中"
    UNDONE = "UNDONE", "已撤销"


# The record that was merged away points to the other.
IN_FORCE: Final = (MergeState.RUNNING, MergeState.DONE, MergeState.UNDOING)
UNDER_WAY: Final = (MergeState.RUNNING, MergeState.UNDOING)


class CandidateState(TextChoices):
    """Two records that may be one."""

    FOUND = "FOUND", "待核对"
    DISTINCT = "DISTINCT", "不是重复"


# What a version of a record came from, by the beginning of the verb under which it was written.
SOURCES: Final = {
    "correction": "更正", "import": "台账导入", "merge": "合并", "register": "登记", "update": "修改", "unmerge": "撤销合并",
}  # fmt: skip
