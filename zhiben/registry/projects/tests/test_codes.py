"""Project codes and permit numbers: what looks wrong is said, nothing is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.registry.projects.codes import PermitParts, permit_doubts, permit_parts, project_code_doubts


@pytest.mark.parametrize(
    ("code", "doubts"),
    [
        ("", []),
        ("3201021506160101", []),
        (" ’３２０１０２１５０６１６０１０１", []),
        ("3201021513160101", ["项目编码第7至12位不是有效日期"]),
        ("2026-320102-47-01-123456", ["项目编码通常为16位数字"]),
    ],
)
def test_project_codes(code: str, doubts: list[str]) -> None:
    assert project_code_doubts(code) == doubts


@pytest.mark.parametrize(
    ("number", "doubts"),
    [
        ("", []),
        ("320102202606180101", []),
        ("320102202602300101", ["施工许可证号第7至14位不是有效日期"]),
        ("建字第350102号", ["施工许可证号通常为18位数字"]),
    ],
)
def test_permit_numbers(number: str, doubts: list[str]) -> None:
    assert permit_doubts(number) == doubts


def test_a_permit_number_tells_where_when_and_what() -> None:
    assert permit_parts("320102202606180101") == PermitParts(
        division_code="320102", day=date(2026, 6, 18), serial="01", kind="01"
    )


@given(st.text(max_size=30))
def test_no_text_breaks_the_check(text: str) -> None:
    assert all(isinstance(d, str) for d in project_code_doubts(text) + permit_doubts(text))
