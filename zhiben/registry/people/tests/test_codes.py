"""Identity numbers: the standard's own examples, and one wrong digit is always a doubt."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.registry.people.codes import birth_day, id_check_digit, id_number_doubts, phone_doubts


def number(day: date, serial: int) -> str:
    body = f"350102{day:%Y%m%d}{serial:03d}"
    return body + id_check_digit(body)


BORN = st.dates(date(1940, 1, 1), date(2010, 12, 31))


@pytest.mark.parametrize("example", ["11010519491231002X", "440524188001010014", "11010519491231002x"])
def test_the_standards_examples(example: str) -> None:
    assert id_number_doubts(example) == []


@given(day=BORN, serial=st.integers(0, 999))
def test_a_right_number_raises_no_doubt_and_tells_the_day_of_birth(day: date, serial: int) -> None:
    assert id_number_doubts(number(day, serial)) == []
    assert birth_day(number(day, serial)) == day


@given(day=BORN, serial=st.integers(0, 999), place=st.integers(0, 16), step=st.integers(1, 9))
def test_any_single_wrong_digit_is_a_doubt(day: date, serial: int, place: int, step: int) -> None:
    right = number(day, serial)
    wrong = right[:place] + str((int(right[place]) + step) % 10) + right[place + 1 :]
    assert id_number_doubts(wrong) != []


@given(st.text(max_size=25))
def test_no_text_breaks_the_check(text: str) -> None:
    assert all(isinstance(d, str) for d in id_number_doubts(text) + phone_doubts(text))


@pytest.mark.parametrize(
    ("value", "doubts"),
    [
        ("", []),
        ("110105491231002", ["这是15位旧身份证号"]),
        ("1101051949123100", ["身份证号应为18位，前17位是数字"]),
        ("110105194912310021", ["身份证号的校验码不对"]),
        ("110105194913310029", ["身份证号中的出生日期不是有效日期", "身份证号的校验码不对"]),
    ],
)
def test_doubts_say_what_looks_wrong(value: str, doubts: list[str]) -> None:
    assert id_number_doubts(value) == doubts


@pytest.mark.parametrize(
    ("value", "fine"), [("13800001234", True), ("+86 138-0000-1234", True), ("059187654321", False)]
)
def test_mobile_numbers(value: str, fine: bool) -> None:
    assert (phone_doubts(value) == []) is fine
