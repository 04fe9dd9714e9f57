"""The divisions that come with the product, their paths and their pasts."""

from datetime import date
from typing import Any

import pytest
from django.db.models import Count

from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.parameters.paths import path_of_code
from zhiben.registry.agencies.loading import load_divisions, read_divisions
from zhiben.registry.agencies.models import Division
from zhiben.registry.agencies.paths import code_of, codes_on
from zhiben.registry.agencies.queries import (
    children_of,
    current_division,
    division,
    division_by_name,
    divisions_by_name,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 7, 1)


def test_counts_are_those_of_the_country() -> None:
    by_level = dict(Division.objects.on(TODAY).values_list("level").annotate(n=Count("code")))
    assert (by_level["nation"], by_level["province"], by_level["city"]) == (1, 34, 333)
    counties = Division.objects.on(TODAY).filter(level="county").values_list("province").annotate(n=Count("code"))
    assert dict(counties) == {"350000": 84, "320000": 95, "460000": 25, "140000": 117}


def test_loading_again_changes_nothing() -> None:
    assert load_divisions() == 0


def test_an_administrators_correction_is_not_what_loading_is_for_but_names_are_mended() -> None:
    Division.objects.filter(code="350102").update(name="错名")
    assert load_divisions() == 1
    assert division("350102").name == "鼓楼区"


@pytest.mark.parametrize(
    ("code", "path", "codes", "full_name"),
    [
        ("000000", "", ("", "", ""), "全国"),
        ("350000", "35.", ("350000", "", ""), "福建省"),
        ("350100", "35.3501.", ("350000", "350100", ""), "福建省福州市"),
        ("350102", "35.3501.350102.", ("350000", "350100", "350102"), "福建省福州市鼓楼区"),
        ("469002", "46.469002.", ("460000", "", "469002"), "海南省琼海市"),
        ("460400", "46.4604.", ("460000", "460400", ""), "海南省儋州市"),
        ("320471", "32.3204.320471.", ("320000", "320400", "320471"), "江苏省常州市常州经济开发区"),
        ("110000", "11.", ("110000", "", ""), "北京市"),
        ("141122", "14.1411.141122.", ("140000", "141100", "141122"), "山西省吕梁市交城县"),
    ],
)
def test_paths(code: str, path: str, codes: tuple[str, str, str], full_name: str) -> None:
    found = division(code)
    assert (found.path, found.full_name) == (path, full_name)
    assert (found.province, found.city, found.county) == codes == codes_on(path)
    assert code_of(path) == code


def test_parameters_know_the_same_paths() -> None:
    assert [d.code for d in read_divisions() if path_of_code(d.code) != d.path] == []


def test_everything_below_a_path_and_nothing_else() -> None:
    below = set(Division.objects.within("46.").values_list("province", flat=True))
    assert below == {"460000"}
    assert Division.objects.within("46.").count() == Division.objects.filter(code__startswith="46").count()
    assert Division.objects.within("").count() == Division.objects.count()


def test_a_division_that_is_gone_keeps_its_row_and_names_its_successor() -> None:
    gone = division("350403")
    assert (gone.name, gone.valid_to, gone.successor_id) == ("三元区", date(2021, 2, 3), "350404")
    assert current_division("350403", date(2021, 2, 2)).code == "350403"
    assert current_division("350403", date(2021, 2, 3)).code == "350404"
    on_both_sides = [set(children_of("350400", d).values_list("code", flat=True)) for d in (date(2021, 2, 2), TODAY)]
    assert on_both_sides[0] - on_both_sides[1] == {"350402", "350403", "350427"}
    assert on_both_sides[1] - on_both_sides[0] == {"350404", "350405"}


def test_every_successor_exists_today_and_every_end_has_a_reason() -> None:
    gone = Division.objects.exclude(valid_to=None).select_related("successor")
    assert gone.count() == 23
    assert [d.code for d in gone if d.successor and d.successor.valid_to] == []
    assert [d.name for d in gone if not d.successor and not d.note] == []


@pytest.mark.parametrize(
    ("text", "within", "code"),
    [
        ("福建省福州市鼓楼区", "", "350102"), ("福州市鼓楼区", "", "350102"), ("福州鼓楼", "", "350102"),
        ("鼓楼区", "35.", "350102"), ("鼓 楼 区", "35.", "350102"), ("鼓楼区", "32.3201.", "320106"),
        ("琼海", "46.", "469002"),
        ("海南省琼海市", "", "469002"), ("福建", "", "350000"), ("三元区", "35.", "350404"), ("沙县", "35.", "350405"),
        ("经开区", "32.3204.", None), ("常州经济开发区", "", "320471"), ("鼓楼区", "", None), ("鼓楼区", "32.", None),
        ("没有的县", "", None), ("", "", None), ("交城", "14.", "141122"),
    ],
)  # fmt: skip
def test_names_as_people_write_them(text: str, within: str, code: str | None) -> None:
    found = division_by_name(text, within)
    assert (found.code if found else None) == code


def test_many_names_cost_one_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        found = divisions_by_name(["鼓楼区", "台江区", "没有的县"], "35.")
    assert {text: d.code if d else None for text, d in found.items()} == {
        "鼓楼区": "350102", "台江区": "350103", "没有的县": None,
    }  # fmt: skip


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(NotVisible, match="没有这个区划代码"):
        division("999999")
