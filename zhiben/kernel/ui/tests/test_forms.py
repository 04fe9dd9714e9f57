"""Forms ask, read and say what is wrong, in the words of the input."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.errors import FieldError
from zhiben.kernel.ui.forms import options
from zhiben.kernel.ui.forms.form import empty_required, fresh_form, given_form, read_values
from zhiben.kernel.workflow.definition import Input, InputKind

WHO = system_actor()
INPUTS = (
    Input(name="what", label="情况", kind=InputKind.LONGTEXT),
    Input(name="day", label="期限", kind=InputKind.DATE),
    Input(name="number", label="人数", kind=InputKind.NUMBER, required=False),
    Input(name="level", label="等级", kind=InputKind.CHOICE, choices=(("A", "重大"), ("B", "一般"))),
    Input(name="stop", label="停工", kind=InputKind.BOOL),
    Input(name="photos", label="照片", kind=InputKind.PHOTOS, required=False),
)


def sent(text: str) -> QueryDict:
    return QueryDict(text)


def test_values_come_back_typed() -> None:
    form = given_form(INPUTS, sent("what= 塔吊 &day=2024-07-03&number=2.5&level=A&stop=1&photos=x&photos=y"), WHO)
    values, errors = read_values(form)
    assert errors == []
    assert values == {
        "what": "塔吊", "day": date(2024, 7, 3), "number": Decimal("2.5"), "level": "A", "stop": True,
        "photos": ["x", "y"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "field", "reason"),
    [
        ("day=2024-07-03&level=A", "what", "请填写「情况」"),
        ("what=x&day=3/7&level=A", "day", "「期限」要写成 2024-07-03 这样的日期"),
        ("what=x&day=2024-07-03&level=A&number=好多", "number", "「人数」要填数字"),
        ("what=x&day=2024-07-03&level=A&number=NaN", "number", "「人数」要填数字"),
        ("what=x&day=2024-07-03&level=A&number=1e9999999", "number", "「人数」的数字太大或者太小，请核对"),
        ("what=x&day=2024-07-03&level=A&number=1e-99999", "number", "「人数」的数字太大或者太小，请核对"),
        ("what=x&day=2024-07-03&level=C", "level", "请在列出的「等级」里选择"),
        ("what=x&day=2024-07-03", "level", "请选择「等级」"),
    ],
)
def test_what_is_wrong_is_said_by_field(text: str, field: str, reason: str) -> None:
    _, errors = read_values(given_form(INPUTS, sent(text), WHO))
    assert errors == [FieldError(field=field, reason=reason)]


def test_known_values_are_filled_in_and_only_the_rest_is_asked() -> None:
    form = fresh_form(INPUTS, WHO, initials={"level": "B", "day": date(2024, 7, 3)})
    assert empty_required(form) == ["情况"]


def test_options_come_from_the_source_that_is_plugged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "_sources", {})
    item = Input(name="who", label="检查人员", kind=InputKind.OFFICERS)
    assert fresh_form([item], WHO).fields[0].options == []
    options.use_options(InputKind.OFFICERS, lambda *_: [options.Option(value="1", label="林晓")])
    assert read_values(given_form([item], sent("who=1"), WHO)) == ({"who": ["1"]}, [])
    assert read_values(given_form([item], sent("who=2"), WHO))[1][0].reason == "请在列出的「检查人员」里选择"
