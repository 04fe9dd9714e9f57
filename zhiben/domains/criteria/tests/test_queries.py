"""Which clause governs which day, and how it is cited."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from zhiben.domains.criteria.models import Clause
from zhiben.domains.criteria.public import cite, clause, clause_in_force, clauses_on, edition_on
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
