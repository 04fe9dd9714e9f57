"""Where projects stand: ledgers and callers say it in the datum they have, we keep one."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.base.coordinates import Datum, Position, from_stored
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.parameters.services import set_parameter
from zhiben.kernel.parameters.terms import Mark
from zhiben.kernel.testing.tables import check_table, counts, export_table, import_table, problems, write_table
from zhiben.registry.projects.models import Project
from zhiben.registry.projects.public import update_project
from zhiben.registry.projects.tests.conftest import Region
from zhiben.registry.projects.tests.test_ledger import AT as NOON
from zhiben.registry.projects.tests.test_ledger import FULL, HEADER

pytestmark = pytest.mark.django_db
HERE = Position(26.074512, 119.296512)
SHOWN = from_stored(HERE, Datum.GCJ02)


def placed(path: Path, heads: list[str], *cells: Any) -> Path:
    return write_table(path, [["某某市在建项目台账"], [*HEADER, *heads], [*FULL, *cells]])


def where() -> tuple[Decimal | None, Decimal | None, str]:
    project = Project.objects.get(supervise_no="0001")
    return project.lat, project.lng, project.src_crs


@pytest.mark.parametrize(
    ("heads", "cells", "source"),
    [
        (["纬度", "经度", "坐标系"], [26.074512, 119.296512, "CGCS2000"], "CGCS2000"),
        (["北纬", "东经"], ["26.074512", "119.296512"], "CGCS2000"),
        (["经度", "纬度", "坐标系统"], [round(SHOWN.lng, 6), round(SHOWN.lat, 6), "GCJ-02"], "GCJ02"),
        (["经纬度", "坐标类型"], ["119.296512，26.074512", "WGS-84"], "WGS84"),
        (["坐标"], ["26.074512 119.296512"], "CGCS2000"),
    ],
)  # fmt: skip
def test_a_ledger_says_where_in_its_own_way_and_datum(
    region: Region, tmp_path: Path, heads: list[str], cells: list[Any], source: str
) -> None:
    batch = import_table(placed(tmp_path / "a.xlsx", heads, *cells), at=NOON)
    assert (counts(batch), problems(batch)) == ((1, 1, 0, 0, 0), [])
    lat, lng, kept = where()
    assert lat is not None
    assert lng is not None
    assert abs(float(lat) - HERE.lat) < 0.000002
    assert abs(float(lng) - HERE.lng) < 0.000002
    assert kept == source


def test_what_goes_out_and_comes_in_again_changes_nothing(region: Region, tmp_path: Path) -> None:
    import_table(placed(tmp_path / "a.xlsx", ["纬度", "经度", "坐标系"], SHOWN.lat, SHOWN.lng, "火星坐标"), at=NOON)
    before = where()
    batch = import_table(export_table("projects", tmp_path / "out.xlsx", at=NOON), at=NOON)
    assert counts(batch)[3] == 1
    assert where() == before


def test_a_region_whose_ledgers_are_drawn_on_maps_says_so_once(region: Region, tmp_path: Path) -> None:
    set_parameter(
        actor=system_actor(), key="projects.ledger_datum", division_code="", path="", value="GCJ02",
        valid_from=date(2026, 1, 1), source="本地约定", mark=Mark.OWN, at=datetime(2026, 1, 1, tzinfo=CHINA),
    )  # fmt: skip
    import_table(placed(tmp_path / "a.xlsx", ["纬度", "经度"], SHOWN.lat, SHOWN.lng), at=NOON)
    lat, lng, source = where()
    assert (round(float(lat or 0), 5), round(float(lng or 0), 5), source) == (26.07451, 119.29651, "GCJ02")


def test_a_blank_position_keeps_what_is_known(region: Region, tmp_path: Path) -> None:
    import_table(placed(tmp_path / "a.xlsx", ["纬度", "经度"], HERE.lat, HERE.lng), at=NOON)
    before = where()
    import_table(placed(tmp_path / "b.xlsx", ["纬度", "经度"], None, None), at=NOON)
    assert where() == before


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([119.296512, 26.074512, ""], "写反了"), ([26.07, None, ""], "要一起填"), ([48.85, 2.35, ""], "不在国内"),
        ([26.07, 119.29, "北京54"], "认不出"),
    ],
)  # fmt: skip
def test_a_position_that_cannot_be_is_refused_with_the_reason(
    region: Region, tmp_path: Path, cells: list[Any], said: str
) -> None:
    batch = check_table(placed(tmp_path / "a.xlsx", ["纬度", "经度", "坐标系"], *cells), at=NOON)
    assert any(said in str(problem) for problem in problems(batch)), problems(batch)
    assert not Project.objects.exists()


def test_a_caller_gives_degrees_of_a_map_and_they_are_kept_in_ours(region: Region, tmp_path: Path) -> None:
    import_table(placed(tmp_path / "a.xlsx", []), at=NOON)
    project = Project.objects.get(supervise_no="0001")
    given = {"lat": Decimal(f"{SHOWN.lat:.6f}"), "lng": Decimal(f"{SHOWN.lng:.6f}"), "src_crs": "GCJ02"}
    update_project(actor=system_actor(), project_id=project.pk, at=NOON, **given)
    lat, lng, source = where()
    assert (round(float(lat or 0), 5), round(float(lng or 0), 5), source) == (26.07451, 119.29651, "GCJ02")
    with pytest.raises(InvalidInput):
        update_project(actor=system_actor(), project_id=project.pk, at=NOON, **given | {"src_crs": "BJ54"})
