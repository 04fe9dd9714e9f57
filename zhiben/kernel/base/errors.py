"""Expected refusals. Pages and the API turn them into 403, 404, 409 or 422 in one place; anything else is a bug."""

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, kw_only=True)
class FieldError:
    """What is wrong with one input. ``field`` is its name, ``reason`` a Chinese sentence saying what to do."""

    field: str
    reason: str


@dataclass
class Refusal(Exception):
    """An expected "no" with a Chinese sentence for the user. Nothing has been changed when it is raised."""

    detail: str
    errors: list[FieldError] = field(default_factory=list)
    status: int = 409
    title: str = "现在不能这样做"

    def __str__(self) -> str:
        return self.detail


class WrongState(Refusal):
    """409: somebody or something got there first."""


class NotPermitted(Refusal):
    """403: the person may see this but not do it."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, status=403, title="没有权限")


class NotVisible(Refusal):
    """404: there is no such thing, or none that this person may know of."""

    def __init__(self, detail: str = "没有找到，或者不在您的权限范围内") -> None:
        super().__init__(detail, status=404, title="没有找到")


class InvalidInput(Refusal):
    """422: one or more inputs are missing or wrong."""

    def __init__(self, *errors: FieldError) -> None:
        super().__init__("；".join(e.reason for e in errors), list(errors), status=422, title="填写有误")

    @classmethod
    def of(cls, name: str, reason: str) -> "InvalidInput":
        return cls(FieldError(field=name, reason=reason))


# Whatever reaches the database and does not fit: the net under the checks that name the field.
UNFIT: Final = Refusal(
    "有的内容太长，或者含有无法保存的字符、数字或日期。操作没有保存，请改正后再提交。", status=422, title="填写有误"
)
