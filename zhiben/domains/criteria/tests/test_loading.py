"""Editions come as files: repeating changes nothing, a new one takes effect by itself, a bad one nothing at all."""

import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from zhiben.domains.criteria.models import Clause, Edition, FindingKind, Wording
from zhiben.domains.criteria.public import cite, clause_in_force, edition_on
from zhiben.domains.criteria.reference import FOLDER, load_criteria
from zhiben.domains.criteria.reference.reading import BadCriteria

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file in FOLDER.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    return tmp_path


def edit(path: Path, **changes: object) -> None:
    """Change keys of the edition, or of the first clause, in a data file."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    for key, value in changes.items():
        target = data["edition"] if key in ("key", "valid_from", "valid_to", "doc_no") else data["clauses"][0]
        target[key] = value
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def histories() -> int:
    models = (Clause.pgh_event_model, Edition.pgh_event_model)  # type: ignore[attr-defined]
    return sum(int(model.objects.count()) for model in models)


def test_loading_again_writes_nothing(django_assert_max_num_queries: object) -> None:
    load_criteria()
    before = histories()
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        load_criteria()
    assert histories() == before


def test_a_mended_clause_is_written_once_and_its_history_kept(folder: Path) -> None:
    load_criteria()
    before = histories()
    edit(folder / "hazard_standard_2024.yaml", measure="停工并核查证照")
    load_criteria(folder)
    assert Clause.objects.get(pk="2024-4.1").measure == "停工并核查证照"
    assert histories() == before + 1


@pytest.mark.clause("jiaocheng-2024/2.5.1a")
def test_a_new_edition_takes_effect_on_its_day_without_further_steps(folder: Path) -> None:
    newest = folder / "hazard_standard_2031.yaml"
    text = (folder / "hazard_standard_2024.yaml").read_text(encoding="utf-8")
    newest.write_text(text.replace("code: 2024-", "code: 2031-").replace("'2024-1", "'2031-1"), encoding="utf-8")
    edit(newest, key="2031", valid_from=date(2031, 5, 1), doc_no="建质规〔2031〕9号")
    data = yaml.safe_load(newest.read_text(encoding="utf-8"))
    for row in data["clauses"]:
        row["sub_items"] = []
    newest.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    edit(folder / "hazard_standard_2024.yaml", valid_to=date(2031, 5, 1))
    load_criteria(folder)
    before, first = edition_on(date(2031, 4, 30)), edition_on(date(2031, 5, 1))
    assert before is not None
    assert first is not None
    assert (before.key, first.key) == ("2024", "2031")
    assert not clause_in_force("2024-5.4", on=date(2031, 5, 1))
    assert clause_in_force("2031-5.4", on=date(2031, 5, 1))
    assert clause_in_force("2024-5.4", on=date(2031, 4, 30))
    assert cite("2031-5.4") == "建质规〔2031〕9号第五条第（四）项"


def test_two_editions_never_share_a_day(folder: Path) -> None:
    edit(folder / "hazard_standard_2022.yaml", valid_to=date(2024, 12, 14))
    with pytest.raises(BadCriteria):
        load_criteria(folder)
    assert Edition.objects.get(pk="2022").valid_to == date(2024, 12, 13)


def test_a_clause_that_asks_nothing_stops_the_whole_load(folder: Path) -> None:
    edit(folder / "hazard_standard_2024.yaml", test={"any": []}, title="改过的标题")
    with pytest.raises(BadCriteria):
        load_criteria(folder)
    assert not Clause.objects.filter(title="改过的标题").exists()


def test_ordinary_findings_have_words_and_measures() -> None:
    assert FindingKind.objects.count() >= 15
    assert not Wording.objects.filter(measure="").exists()
    assert all(
        3 <= count <= 5 for count in (Wording.objects.filter(kind=kind).count() for kind in FindingKind.objects.all())
    )
