"""A photo handed in twice is found whatever was done to it, and photos of other things are left in peace."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from PIL import Image

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.evidence.models import PhotoPrint, StoredFile
from zhiben.kernel.evidence.owners import Place, Told, register_owner
from zhiben.kernel.evidence.prints import bits_of_parts
from zhiben.kernel.evidence.reuse import FIND, NEAR, STEPS, reuses_of
from zhiben.kernel.evidence.services import attach, detach
from zhiben.kernel.evidence.tests.scenes import CHANGES, jpeg, scene
from zhiben.kernel.evidence.tests.test_store import INSPECTOR, picture, stored

pytestmark = pytest.mark.django_db
SCENES = 40
HIDDEN = new_id()


def _tell(actor: Actor, places: Sequence[Place]) -> dict[Place, Told]:
    return {p: Told(label=f"样例 {p[1]}", url=f"/sample/{p[0]}/") for p in places if p[0] != HIDDEN}


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    register_owner("sample", lambda actor, _: actor is INSPECTOR, _tell)


def hang(data: bytes, owner: UUID | None = None, slot: str = "after:1", **more: Any) -> tuple[StoredFile, UUID]:
    file, place = stored(data, **more), owner or new_id()
    attach(file_ids=[file.pk], owner_kind="sample", owner_id=place, slot=slot, actor=INSPECTOR, at=now())
    return file, place


def test_precision_and_recall_over_altered_and_other_photos(capsys: pytest.CaptureFixture[str]) -> None:
    """Reported in the output with -s: how many altered copies are found, how many other photos are wrongly named."""
    originals = {hang(jpeg(scene(n)))[1]: n for n in range(SCENES)}
    right = wrong = missed = 0
    for name, change in CHANGES.items():
        hits = 0
        for owner, number in list(originals.items())[:20]:
            copy = stored(jpeg(change(scene(number)), 75))
            attach(file_ids=[copy.pk], owner_kind="sample", owner_id=HIDDEN, slot=name, actor=INSPECTOR, at=now())
            found = {r.owner_id for r in reuses_of(INSPECTOR, [copy.pk]).get(copy.pk, [])} - {HIDDEN}
            hits += owner in found
            wrong += len(found - {owner})
        right, missed = right + hits, missed + 20 - hits
        print(f"{name}: {hits} of 20 found")
        assert hits >= 18, name
    precision, recall = right / (right + wrong), right / (right + missed)
    print(f"precision {precision:.3f}, recall {recall:.3f} over {right + missed} altered copies of {SCENES} photos")
    assert precision >= 0.99
    assert recall >= 0.95


def test_the_same_place_shot_again_after_the_work_is_another_photo() -> None:
    wrong = 0
    for number in range(30):
        before, owner = hang(jpeg(scene(number)), slot="before")
        after, _ = hang(jpeg(scene(number, again=1)), owner, "after:1")
        wrong += bool(reuses_of(INSPECTOR, [after.pk]))
        assert before.pk != after.pk
    assert wrong <= 1


def test_the_photo_before_handed_in_as_the_photo_after_is_named() -> None:
    _, owner = hang(jpeg(scene(1)), slot="before")
    after, _ = hang(jpeg(scene(1), 60), owner)
    (one,) = reuses_of(INSPECTOR, [after.pk])[after.pk]
    assert (one.owner_id, one.slot, one.flipped) == (owner, "before", False)
    assert one.told == Told(label="样例 before", url=f"/sample/{owner}/")


def test_a_look_alike_out_of_sight_is_named_without_saying_where() -> None:
    hang(jpeg(scene(2)), HIDDEN)
    copy, _ = hang(jpeg(CHANGES["mirrored"](scene(2))))
    (one,) = reuses_of(INSPECTOR, [copy.pk])[copy.pk]
    assert (one.told, one.flipped, one.likeness) == (None, True, "左右相反，其余相同")


def test_the_same_bytes_are_found_even_of_a_wall() -> None:
    data = picture("grey")
    first, owner = hang(data)
    second, _ = hang(data)
    assert PhotoPrint.objects.filter(file=first).count() == 0
    (one,) = reuses_of(INSPECTOR, [second.pk])[second.pk]
    assert (one.owner_id, one.likeness) == (owner, "相同")
    other_wall, _ = hang(picture("grey", size=(901, 600)))
    assert reuses_of(INSPECTOR, [other_wall.pk]) == {}


def test_what_was_taken_back_or_never_attached_is_not_reuse() -> None:
    first, owner = hang(jpeg(scene(3)))
    stored(jpeg(scene(3), 70))
    copy, _ = hang(jpeg(scene(3), 50))
    assert len(reuses_of(INSPECTOR, [copy.pk])[copy.pk]) == 1
    detach(file_id=first.pk, owner_kind="sample", owner_id=owner, slot="after:1", actor=INSPECTOR, at=now())
    assert reuses_of(INSPECTOR, [copy.pk]) == {}


def test_a_sensitive_photo_leaves_no_print() -> None:
    file, _ = hang(jpeg(scene(4)), sensitive=True)
    assert not PhotoPrint.objects.filter(file=file).exists()


def test_many_photos_are_asked_about_in_two_queries(django_assert_num_queries: Any) -> None:
    files = [hang(jpeg(scene(n)))[0].pk for n in range(6)]
    with django_assert_num_queries(2):
        reuses_of(INSPECTOR, files)


def test_bands_find_every_print_within_seven_bits() -> None:
    """The guarantee of the look-up: however seven differing bits lie, one band differs in at most one."""
    chance = random.Random(7)
    file, _ = hang(jpeg(scene(5)))
    bits = PhotoPrint.objects.get(file=file, part="whole").bits
    for _ in range(60):
        flipped = bits
        for place in chance.sample(range(64), NEAR):
            flipped ^= 1 << place if place < 63 else -(1 << 63)
        with connection.cursor() as cursor:
            cursor.execute(
                FIND.partition("select p.file_id, a.owner_kind")[0] + "select min(apart) from pairs",
                {"files": [new_id()], "bits": [flipped], "flipped": [False], "steps": STEPS, "asked": [], "near": NEAR},
            )
            assert cursor.fetchone()[0] <= NEAR


def test_a_wall_has_no_print() -> None:
    assert bits_of_parts(Image.new("L", (80, 60), 128)) == {}
