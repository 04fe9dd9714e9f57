"""What people write in ledgers comes back as the clause they meant, and nothing else does."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiben.domains.criteria.labels import chinese_number
from zhiben.domains.criteria.public import ClauseBook, cite, clause_in_force, recognise_clause

pytestmark = pytest.mark.django_db
TODAY, IN_2023 = date(2025, 3, 1), date(2023, 6, 1)
WIDE = str.maketrans({str(n): chr(0xFF10 + n) for n in range(10)} | {"-": "－", ".": "．"})
BRACKETS = (("〔", "〕"), ("[", "]"), ("【", "】"), ("［", "］"), ("(", ")"), ("（", "）"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("建质规〔2024〕5号第五条第（四）项", "2024-5.4"),
        ("建质规[2024]5号 第5条第4项", "2024-5.4"),
        ("2024-5.4", "2024-5.4"),
        ("２０２４－５．４", "2024-5.4"),
        ("第五条（四）", "2024-5.4"),
        ("第五条(四)项", "2024-5.4"),
        ("第五条第四款", "2024-5.4"),
        ("《房屋市政工程生产安全重大事故隐患判定标准（2024版）》第五条第（四）项", "2024-5.4"),
        ("依据《判定标准》（2022版）第七条第（五）项", "2022-7.5"),
        ("违反建质规〔2022〕2号第十三条第（二）项的规定", "2022-13.2"),
        ("第八条第（九）项", "2024-8.9"),
        ("第十六条", "2024-16"),
        ("5.4", "2024-5.4"),
        ("2024-5.4.3", "2024-5.4.3"),
        ("第五条第㈣项第3目", "2024-5.4.3"),
        ("土方超挖且未采取有效措施", "2024-5.2"),
    ],
)
def test_spellings_of_one_clause(text: str, code: str) -> None:
    assert recognise_clause(text, TODAY) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "无",
        "2024-5-4",
        "2024.5.4",
        "2024-5.9",
        "第五条",
        "第十条",
        "第九十九条第（一）项",
        "《建设工程安全生产管理条例》第十六条",
        "安全生产法第十六条",
        "建质规〔2019〕1号第五条第（四）项",
        "JGJ59-2011 第3.1.2条",
        "2022版或2024版第五条第（四）项",
        "12024-5.4",
    ],
)
def test_what_is_no_clause_is_not_guessed(text: str) -> None:
    assert recognise_clause(text, TODAY) is None


def test_without_an_edition_the_one_in_force_is_meant() -> None:
    assert recognise_clause("第五条第（四）项", IN_2023) == "2022-5.4"
    assert recognise_clause("第五条第（四）项", date(2024, 12, 12)) == "2022-5.4"
    assert recognise_clause("第五条第（四）项", date(2024, 12, 13)) == "2024-5.4"
    assert recognise_clause("第五条第（四）项", date(2022, 4, 18)) is None
    assert recognise_clause("建质规〔2024〕5号第五条第（四）项", IN_2023) == "2024-5.4"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(data=st.data())
def test_what_we_cite_we_read_again_in_any_spelling(data: st.DataObject) -> None:
    book = ClauseBook.read()
    code = data.draw(st.sampled_from(sorted(book.codes)))
    text = data.draw(st.sampled_from([code, cite(code)]))
    opening, closing = data.draw(st.sampled_from(BRACKETS))
    text = text.replace("〔", opening).replace("〕", closing).replace("（", opening).replace("）", closing)
    if data.draw(st.booleans()):
        for number in range(17, 0, -1):
            text = text.replace(f"第{chinese_number(number)}条", f"第{number}条")
    if data.draw(st.booleans()):
        text = text.translate(WIDE)
    gap = data.draw(st.sampled_from(["", " ", "　", "\u200b"]))
    assert recognise_clause(gap.join(text), data.draw(st.dates(date(2000, 1, 1), date(2040, 1, 1))), book=book) == code


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(text=st.text(alphabet="建质规〔2024〕5号第五十条（四）项目-.《》 版abc", max_size=24))
def test_anything_else_gives_a_known_clause_or_none(text: str) -> None:
    book = ClauseBook.read()
    found = recognise_clause(text, TODAY, book=book)
    assert found is None or found in book.codes


@pytest.mark.parametrize("day", [TODAY, IN_2023, date(2010, 1, 1)])
def test_the_book_knows_what_is_in_force_without_asking(day: date) -> None:
    book = ClauseBook.read()
    for code in [*sorted(book.codes), "2024-99.1", ""]:
        assert book.in_force(code, day) == clause_in_force(code, on=day), code
