"""Which clause governs which day, and how it is cited."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from zhiben.domains.criteria.models import Clause
from zhiben.domains.criteria.public import (
    cite,
    clause,
    clause_in_force,
    clauses_on,
    edition_on,
    general_proposals,
    proposal,
)
from zhiben.domains.criteria.reference import load_criteria
from zhiben.kernel.base.errors import NotVisible

pytestmark = pytest.mark.django_db
LAST_OF_2022, FIRST_OF_2024 = date(2024, 12, 12), date(2024, 12, 13)


def codes_in_files() -> set[str]:
    files = sorted(Path(settings.ROOT, "criteria").glob("hazard_standard_*.yaml"))
    return {row["code"] for file in files for row in yaml.safe_load(file.read_text(encoding="utf-8"))["clauses"]}


def test_every_code_of_the_files_is_loaded_and_nothing_else() -> None:
    load_criteria()
    assert set(Clause.objects.values_list("code", flat=True)) == codes_in_files()
    assert Clause.objects.filter(edition="2024").count() == 53
    assert Clause.objects.filter(edition="2022").count() == 34


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2022, 4, 18), None),
        (date(2022, 4, 19), "2022"),
        (LAST_OF_2022, "2022"),
        (FIRST_OF_2024, "2024"),
        (date(2030, 1, 1), "2024"),
    ],
)
def test_one_edition_governs_a_day(day: date, key: str | None) -> None:
    edition = edition_on(day)
    assert (edition.key if edition else None) == key
    assert {row.edition_id for row in clauses_on(day)} == ({key} if key else set())


def test_a_clause_is_in_force_while_its_edition_is() -> None:
    assert clause_in_force("2022-7.5", on=LAST_OF_2022)
    assert not clause_in_force("2022-7.5", on=FIRST_OF_2024)
    assert clause_in_force("2024-5.4", on=FIRST_OF_2024)
    assert clause_in_force("2024-5.4.2", on=FIRST_OF_2024)
    assert not clause_in_force("2024-5.4", on=LAST_OF_2022)
    assert not clause_in_force("2024-5.4.9", on=FIRST_OF_2024)
    assert not clause_in_force("2024-99.1", on=FIRST_OF_2024)
    assert not clause_in_force("", on=FIRST_OF_2024)


def test_citations_name_document_article_and_item() -> None:
    assert cite("2024-5.4") == "建质规〔2024〕5号第五条第（四）项"
    assert cite("2024-5.4.3") == "建质规〔2024〕5号第五条第（四）项第3目"
    assert cite("2024-16") == "建质规〔2024〕5号第十六条"
    assert cite("2022-11.2") == "建质规〔2022〕2号第十一条第（二）项"
    assert (cite(""), cite("2024-5.9"), cite("坍塌")) == ("", "", "")
    with pytest.raises(NotVisible):
        clause("2024-5.9")


@pytest.mark.parametrize(
    ("q", "code"),
    [
        ("连墙件", "2024-7.2"),
        ("lqj", "2024-7.2"),
        ("LQJ", "2024-7.2"),
        ("吊篮 安全锁", "2024-9.5"),
        ("2024-9.5", "2024-9.5"),
        ("第九条第（五）项", "2024-9.5"),
        ("９．５", "2024-9.5"),
        ("有限空间 监护", "2024-11.3"),
    ],
)
def test_search_by_words_initials_code_and_article(q: str, code: str) -> None:
    found = [row.code for row in clauses_on(FIRST_OF_2024, q=q)]
    assert code in found
    assert len(found) <= 5


def test_search_keeps_to_edition_and_category() -> None:
    assert [row.code for row in clauses_on(LAST_OF_2022, q="连墙件")] == ["2022-7.2"]
    assert {row.category.key for row in clauses_on(FIRST_OF_2024, category="pit")} == {"pit"}
    assert clauses_on(FIRST_OF_2024, category="基坑、边坡工程").count() == 4
    assert not clauses_on(FIRST_OF_2024, q="核电站")


def test_one_screen_of_clauses_takes_one_query(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len([row.cite + row.category.name for row in clauses_on(FIRST_OF_2024)]) == 53


def test_a_proposal_fills_a_form() -> None:
    picked = proposal("2024-7.2")
    assert picked.category == "脚手架工程"
    assert picked.cite == "建质规〔2024〕5号第七条第（二）项"
    assert "连墙件" in picked.wording
    assert picked.measure.startswith("停止架体上作业并封闭")
    assert picked.evidence == ("连墙件平面立面布置图", "逐层照片", "检查验收记录")
    assert not [code for code in codes_in_files() if not (proposal(code).measure and proposal(code).evidence)]


def test_ordinary_wordings_are_searched_the_same_way() -> None:
    assert [row.code for row in general_proposals("power", "电缆")] == ["power-3"]
    assert {row.category for row in general_proposals("施工用电")} == {"施工用电"}
    assert "power-3" in [row.code for row in general_proposals(q="dl td")]
