"""Check digits follow the standards' own examples, and one wrong character is always a doubt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.kernel.base.text import name_key
from zhiben.registry.enterprises.codes import (
    ORG_CHARACTERS,
    USCC_CHARACTERS,
    org_check_digit,
    org_code_doubts,
    uscc_check_digit,
    uscc_doubts,
)

ORG_BODY = st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8)


def whole(division: str, body: str) -> str:
    start = f"91{division}{body}{org_check_digit(body)}"
    return start + uscc_check_digit(start)


DIVISION = st.text(alphabet="0123456789", min_size=6, max_size=6)


def test_the_standards_example() -> None:
    assert uscc_check_digit("91350100M000100Y4") == "3"
    assert org_check_digit("M000100Y") == "4"
    assert uscc_doubts("91350100M000100Y43") == []
    assert org_code_doubts("M000100Y-4") == []


@given(division=DIVISION, body=ORG_BODY)
def test_a_code_with_right_check_digits_raises_no_doubt(division: str, body: str) -> None:
    assert uscc_doubts(whole(division, body)) == []
    assert uscc_doubts(f" ’{whole(division, body).lower()}　".replace("9", "９")) == []


@given(division=DIVISION, body=ORG_BODY, place=st.integers(0, 17), step=st.integers(1, 30))
def test_any_single_wrong_character_is_a_doubt(division: str, body: str, place: int, step: int) -> None:
    code = whole(division, body)
    other = USCC_CHARACTERS[(USCC_CHARACTERS.index(code[place]) + step) % 31]
    assert uscc_doubts(code[:place] + other + code[place + 1 :]) != []


@given(st.text(max_size=30))
def test_no_text_breaks_the_check(text: str) -> None:
    assert all(isinstance(d, str) for d in uscc_doubts(text) + org_code_doubts(text))


@pytest.mark.parametrize(
    ("code", "doubt"),
    [
        ("350100100012345", "这是15位工商注册号，不是18位统一社会信用代码"),
        ("9135", "统一社会信用代码应为18位，现为4位"),
        ("91350100M000100I43", "统一社会信用代码含有不会出现的字符（如 I、O、S、V、Z）"),
        ("91350100M000100Y44", "统一社会信用代码的校验码不对"),
    ],
)
def test_doubts_say_what_looks_wrong(code: str, doubt: str) -> None:
    assert doubt in uscc_doubts(code)


def test_no_code_is_no_doubt() -> None:
    assert uscc_doubts("") == []
    assert len(ORG_CHARACTERS) == 36


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("闽江（福州）建设有限公司", "闽江(福州)建设 有限公司", True),
        ("闽江〔福州〕建设有限公司", "闽江【福州】建设有限公司", True),
        ("ＡＢＣ建设", "abc建设", True),
        ("阿里·木江", "阿里•木江", True),
        ("闽江建设有限公司", "闽江建设有限责任公司", False),
        ("闽江建设", "闽江建设有限公司", False),
    ],
)
def test_names_meet_by_spelling_and_not_by_guess(one: str, other: str, same: bool) -> None:
    assert (name_key(one) == name_key(other)) is same
