"""The one-time code: for one holder, one task, one set of photos, so many minutes."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.evidence.models import ShotCode, StoredFile
from zhiben.kernel.evidence.shots import DIGITS, LETTERS, Shot, forget_shots, issue_shots, renew_shot
from zhiben.kernel.evidence.terms import ShotState
from zhiben.kernel.evidence.tests.test_store import INSPECTOR, OTHER, picture, stored

pytestmark = pytest.mark.django_db
TASK = "/hazards/1/do/submit/"


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def issue(actor: Actor = INSPECTOR, task: str = TASK, at: Any = None) -> ShotCode:
    return issue_shots(actor=actor, tasks=[task], minutes=15, at=at or now())[task]


def send(code: str, *, camera: bool = True, task: str = TASK, photo_set: str = "one", actor: Actor = INSPECTOR) -> StoredFile:  # fmt: skip
    return stored(picture(), actor=actor, source="camera", shot=Shot(code=code, camera=camera, task=task, photo_set=photo_set))  # fmt: skip


def states(*files: StoredFile) -> list[str]:
    return [StoredFile.objects.get(pk=f.pk).shot_state for f in files]


def test_a_code_matches_for_all_photos_of_one_set_and_for_no_second_set() -> None:
    code = issue().code
    files = [send(code), send(code), send(code, photo_set="two")]
    assert states(*files) == [ShotState.MATCHED, ShotState.MATCHED, ShotState.WRONG]
    assert [f.shot_code for f in files] == [code, code, ""]
    row = ShotCode.objects.get(code=code)
    assert (row.used_for, row.used_at is not None) == ("one", True)


def test_another_holder_another_task_and_an_invented_code_do_not_match_and_use_nothing_up() -> None:
    code = issue().code
    files = [send(code, actor=OTHER), send(code, task="/hazards/2/do/submit/"), send("ZZZZZZ"), send("")]
    assert states(*files) == [ShotState.WRONG, ShotState.WRONG, ShotState.WRONG, ShotState.NONE]
    assert ShotCode.objects.get(code=code).used_for == ""
    assert states(send(code)) == [ShotState.MATCHED]


def test_from_the_album_and_too_late_is_said() -> None:
    code = issue().code
    assert states(send(code, camera=False)) == [ShotState.ALBUM]
    assert ShotCode.objects.get(code=code).used_for == ""
    late = issue(at=now() - timedelta(minutes=15), task="/late/").code
    assert states(send(late, task="/late/")) == [ShotState.EXPIRED]


def test_the_same_code_is_shown_again_while_it_lasts_and_a_used_one_is_not() -> None:
    at = now()
    first = issue(at=at)
    assert issue(at=at + timedelta(minutes=5)).code == first.code
    assert issue(at=at + timedelta(minutes=8)).code != first.code
    second = issue(at=at, task="/other/")
    send(second.code, task="/other/")
    assert issue(at=at, task="/other/").code != second.code
    assert re.fullmatch(f"([{LETTERS}][{DIGITS}]){{3}}", first.code)


def test_a_page_that_stays_open_gets_the_next_code_of_its_own_task_only() -> None:
    at = now()
    first = issue(at=at)
    fresh = renew_shot(actor=INSPECTOR, code=first.code, minutes=15, at=at + timedelta(minutes=14))
    assert (fresh.task, fresh.code != first.code) == (TASK, True)
    count = ShotCode.objects.count()
    for actor, code in ((OTHER, first.code), (INSPECTOR, "ZZZZZZ")):
        with pytest.raises(NotVisible):
            renew_shot(actor=actor, code=code, minutes=15, at=at)
    assert ShotCode.objects.count() == count


def test_a_link_holder_has_codes_of_his_own() -> None:
    project = new_id()
    holder, insider = (
        Actor(name="吴大山", role=Role.LINK_HOLDER, reach=ReachKind.PROJECT, reach_id=project, via=via)
        for via in ("link", "web")
    )
    code = issue(holder).code
    assert states(send(code, actor=insider), send(code, actor=holder)) == [ShotState.WRONG, ShotState.MATCHED]


def test_many_tasks_take_two_queries(django_assert_num_queries: Any) -> None:
    tasks = [f"/n/x#{n}" for n in range(9)]
    with django_assert_num_queries(2):
        found = issue_shots(actor=INSPECTOR, tasks=tasks, minutes=15, at=now())
    assert len({row.code for row in found.values()}) == 9
    assert forget_shots(at=now()) == 0
    assert forget_shots(at=now() + timedelta(days=31)) == 9
