"""The same seed gives the same large world; nothing is written where something is, or where there is no room."""

from collections import Counter, namedtuple
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.base.errors import InvalidInput, WrongState
from zhiben.registry.people.models import Person
from zhiben.registry.projects.models import Project
from zhiben.world import build
from zhiben.world.bulk.building import LABELS
from zhiben.world.bulk.hands import spread
from zhiben.world.bulk.keeping import month_ends
from zhiben.world.bulk.world import build_extent
from zhiben.world.sizes import EXTENTS, Extent
from zhiben.world.tests.day import TODAY
from zhiben.world.tests.shapes import shape

pytestmark = pytest.mark.django_db
TINY = Extent(
    key="tiny", label="小样", division="320400", projects=20, enterprises=30, people=100, hazards=200, certificates=80
)


def everything() -> list[Any]:
    """All rows of the told tables, but for what is sealed, which is sealed anew each time, and ids the database gave.

    Where a code stands in the lists goes on counting."""
    rows: list[Any] = []
    for label in LABELS:
        if label.endswith("Event") or label == "certificates.Proof":
            continue
        model: Any = apps.get_model(label)
        names = [f.attname for f in model._meta.concrete_fields if "cipher" not in f.name and f.name != "paper"]
        names = [n for n in names if n != "id" or model._meta.pk.get_internal_type() == "UUIDField"]
        rows.append((label, Counter(map(repr, model._default_manager.values_list(*names)))))
    return rows


def test_the_same_seed_gives_the_same_world() -> None:
    told = []
    for seed in (3, 3, 4):
        with acting_as(system_actor()), transaction.atomic():
            build_extent(TINY, seed, TODAY, say=str, processes=0)
            told.append(
                [(label, rows) for label, rows in everything() if label not in ("ladder.Rung", "listings.Listing")]
            )
            transaction.set_rollback(True)
    assert told[0] == told[1]
    assert told[0] != told[2]


def test_what_somebody_has_entered_is_never_overwritten() -> None:
    with acting_as(system_actor()):
        Person.objects.create(name="张三", name_key="张三", created_at=TODAY)

        with pytest.raises(WrongState, match="空库"):
            build_extent(TINY, 1, TODAY, say=str, processes=0)

        assert Person.objects.count() == 1
        assert not Project.objects.exists()


def test_giving_up_half_way_leaves_everything_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("zhiben.world.bulk.world.finish", stop)
    before = shape()

    with acting_as(system_actor()), pytest.raises(KeyboardInterrupt):
        build_extent(TINY, 1, TODAY, say=str, processes=0)

    assert shape() == before
    assert not any(apps.get_model(label)._default_manager.exists() for label in LABELS)


def test_months_of_figures_end_with_their_months() -> None:
    assert list(month_ends(date(2026, 2, 3), 3)) == [date(2025, 11, 30), date(2025, 12, 31), date(2026, 1, 31)]


def test_a_disk_that_is_too_small_is_said_before_anything_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setenv("ZHIBEN_ADMIN_URL", "postgresql:///nowhere")
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage(10**11, 9 * 10**10, 10**10))

    with pytest.raises(WrongState, match=r"磁盘空间不够：全国的数据约需 .* GB.*只剩 10\.0 GB.*没有写入"):
        build("nation", at=TODAY)

    assert not Project.objects.exists()


def test_sizes_and_shares_nobody_can_mean_are_refused() -> None:
    with pytest.raises(InvalidInput, match="county、city、province、nation"):
        build("galaxy", at=TODAY)
    with pytest.raises(InvalidInput, match="0 到 1"):
        build("city", at=TODAY, share=0)
    assert EXTENTS["province"].scaled(0.1).hazards == 100_000


def test_a_total_is_spread_without_losing_any() -> None:
    assert spread(10, [1, 1, 1]) == [3, 4, 3]
    assert sum(spread(1_000_003, [0.3, 1.7, 0.0, 2.2])) == 1_000_003
