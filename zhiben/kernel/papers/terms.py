"""Words of ledgers and imports. Stored codes are permanent; labels may change."""

from typing import Final

from django.db.models import TextChoices


class CellType(TextChoices):
    """What a column holds, and so how its cells are read and written."""

    TEXT = "text", "文字"
    LINES = "lines", "多行文字"
    CODE = "code", "编号"
    DATE = "date", "日期"
    DATETIME = "datetime", "日期和时间"
    INTEGER = "integer", "整数"
    NUMBER = "number", "数字"
    MONEY_WAN = "money_wan", "金额（万元）"
    BOOLEAN = "boolean", "是否"
    CHOICE = "choice", "选项"
    PHONE = "phone", "电话"
    ID_NUMBER = "id_number", "证件号码"
    ACCOUNT = "account", "银行账号"
    ADDRESS = "address", "住址"
    PERSON = "person_with_phone", "姓名及电话"


PERSONAL_TYPES: Final = (CellType.PHONE, CellType.ID_NUMBER, CellType.ACCOUNT, CellType.ADDRESS)
AS_TEXT: Final = (CellType.TEXT, CellType.LINES, CellType.CODE, CellType.PERSON, *PERSONAL_TYPES)


class Mark(TextChoices):
    """What a cell says without giving a value. ``BLANK`` and ``MASKED`` never overwrite; the others say "empty"."""

    BLANK = "blank", "未填"
    NONE = "none", "无"
    NOT_APPLICABLE = "not_applicable", "不适用"
    MASKED = "masked", "已遮蔽"
    WRONG = "wrong", "有误"


class BatchState(TextChoices):
    """How far an import has come."""

    UPLOADED = "UPLOADED", "已上传"
    MAPPED = "MAPPED", "检查中"
    CHECKED = "CHECKED", "已检查"
    RUNNING = "RUNNING", "导入中"
    DONE = "DONE", "已导入"
    FAILED = "FAILED", "未成功"
    UNDONE = "UNDONE", "已撤销"


class RowStatus(TextChoices):
    """What became of one row of the sheet."""

    GOOD = "good", "可导入"
    BAD = "bad", "有错误"
    REPEATED = "repeated", "重复行"
    CREATED = "created", "新增"
    UPDATED = "updated", "更新"
    UNCHANGED = "unchanged", "无变化"


class Level(TextChoices):
    """An error keeps its row out; a warning lets it in and says what to look at."""

    ERROR = "error", "错误"
    WARNING = "warning", "提醒"
