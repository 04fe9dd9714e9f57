"""更正: asked with reason, decided by another, applied as a new version; whom the old value reached is listed and told."""

import re
from datetime import timedelta
from io import BytesIO

import pytest

from zhiben.kernel.audit.models import Act, ExportReceipt, ReadReceipt
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.papers.exporting import export_ledger
from zhiben.kernel.papers.ledger import ExportFilter
from zhiben.kernel.records.jobs import purge_receipts
from zhiben.kernel.records.models import Correction, CorrectionNotice
from zhiben.kernel.records.public import (
    approve_correction,
    ask_correction,
    refuse_correction,
    withdraw_correction,
)
from zhiben.kernel.records.tests.scenes import WRONG, Scene, make_scene
from zhiben.kernel.ui.tests.people import client_of
from zhiben.kernel.workflow.models import Todo
from zhiben.registry.enterprises.models import Enterprise

pytestmark = pytest.mark.django_db
RIGHT = "周立山"
REASON = "营业执照上是周立山"


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def ask(scene: Scene, **changed: object) -> Correction:
    given = {"field": "legal_person", "value": RIGHT, "reason": REASON, **changed}
    return ask_correction(
        actor=scene.actor(scene.asker),
        kind="enterprise",
        record_id=scene.firm.pk,
        at=now(),
        **given,  # type: ignore[arg-type]
    )


def page_of(scene: Scene) -> str:
    return f"/enterprises/{scene.firm.pk}/"


def test_a_wrong_value_is_corrected_and_everybody_it_had_reached_is_told(scene: Scene) -> None:
    """Looked at by an officer of another province and by the firm's head, exported by an officer here."""
    far, head, other = client_of(scene.far), client_of(scene.head), client_of(scene.other)
    assert far.get(page_of(scene)).status_code == 200
    assert head.get(page_of(scene)).status_code == 200
    assert far.get("/enterprises/?export=xlsx").status_code == 200
    assert set(ExportReceipt.objects.get().subject_ids or []) == {scene.firm.pk}

    client = client_of(scene.asker)
    asked = client.post(f"/records/enterprise/{scene.firm.pk}/correct/legal_person", {"value": RIGHT, "reason": REASON})
    correction = Correction.objects.get()
    assert asked["Location"] == f"/corrections/{correction.pk}/"
    assert (correction.state, correction.old_text, correction.new_text) == ("ASKED", WRONG, RIGHT)
    assert Todo.objects.open().get(case_id=correction.pk).holder_id == scene.office.pk
    assert "同意更正" not in client.get(asked["Location"]).content.decode()
    assert client.post(f"{asked['Location']}do/approve/", {}).status_code == 403
    assert Enterprise.objects.get().legal_person == WRONG

    done = other.post(f"{asked['Location']}do/approve/", {"opinion": "已核对营业执照"})
    assert done["Location"] == asked["Location"]
    correction.refresh_from_db()
    assert (correction.state, correction.decided_by, correction.reached) == ("APPLIED", scene.other.user_id, 2)
    assert Enterprise.objects.get().legal_person == RIGHT

    notices = {n.user_id: n for n in CorrectionNotice.objects.all()}
    assert notices.keys() == {scene.far.user_id, scene.head.user_id}
    assert (sorted(notices[scene.far.user_id].ways), notices[scene.far.user_id].exports) == (["export", "page"], 1)
    page = other.get(asked["Location"]).content.decode()
    assert "旧值到过谁手里（2 人）" in page
    assert "待确认" in page

    told = Notification.objects.get(user_id=scene.far.user_id, topic="records.corrected")
    own = far.get(told.link)["Location"]
    assert RIGHT in far.get(own).content.decode()
    assert head.get(own).status_code == 404
    assert far.post(f"{own}do/acknowledge/", {"answer": "导出的表已改"}).status_code == 302
    assert "导出的表已改" in other.get(asked["Location"]).content.decode()
    assert not Todo.objects.open().filter(holder_id=scene.far.user_id).exists()
    assert Todo.objects.open().filter(holder_id=scene.head.user_id).count() == 1

    shown = other.get(page_of(scene)).content.decode()
    assert re.search(r"法定代表人.*?周立山.*?更正</a>", shown, re.S)
    history = other.get(f"/records/enterprise/{scene.firm.pk}/history").content.decode()
    assert f"{WRONG} → {RIGHT}" in history
    assert scene.other.user.name in history
    assert Act.objects.filter(verb="record.correct", object_id=str(scene.firm.pk)).count() == 1


def test_only_those_who_read_while_the_wrong_value_stood_are_told(scene: Scene) -> None:
    client_of(scene.far).get(page_of(scene))
    ReadReceipt.objects.update(first_at=now() - timedelta(days=3), last_at=now() - timedelta(days=3))
    done = approve_correction(actor=scene.actor(scene.other), correction_id=ask(scene).pk, at=now())
    assert (done.state, done.reached, CorrectionNotice.objects.count()) == ("APPLIED", 0, 0)


def test_an_export_without_the_column_reaches_nobody(scene: Scene) -> None:
    client_of(scene.far).get("/enterprises/?export=xlsx&c=name")
    done = approve_correction(actor=scene.actor(scene.other), correction_id=ask(scene).pk, at=now())
    assert done.reached == 0


def test_what_an_agency_leaves_to_one_officer_is_applied_at_once(scene: Scene) -> None:
    done = ask(scene, field="address", value="工业路10号")
    assert (done.state, done.four_eyes) == ("APPLIED", False)
    assert Enterprise.objects.get().address == "工业路10号"


def test_refusals_change_nothing(scene: Scene) -> None:
    asker, other = scene.actor(scene.asker), scene.actor(scene.other)
    with pytest.raises(InvalidInput, match="相同"):
        ask(scene, value=WRONG)
    with pytest.raises(InvalidInput, match="更正理由"):
        ask(scene, reason="错")
    with pytest.raises(NotVisible):
        ask(scene, field="doubts")
    correction = ask(scene)
    with pytest.raises(WrongState, match="已经有一件"):
        ask(scene, value="周立珊")
    with pytest.raises(NotPermitted, match="另一名"):
        approve_correction(actor=asker, correction_id=correction.pk, at=now())
    with pytest.raises(NotVisible):
        approve_correction(actor=scene.actor(scene.far), correction_id=correction.pk, at=now())
    with pytest.raises(NotPermitted, match="自己撤回"):
        withdraw_correction(actor=other, correction_id=correction.pk, at=now())
    Enterprise.objects.update(legal_person="周立善")
    with pytest.raises(WrongState, match="申请以后"):
        approve_correction(actor=other, correction_id=correction.pk, at=now())
    correction.refresh_from_db()
    assert correction.state == "ASKED"
    refused = refuse_correction(actor=other, correction_id=correction.pk, opinion="以营业执照为准", at=now())
    assert refused.state == "REFUSED"
    assert Enterprise.objects.get().legal_person == "周立善"
    assert Notification.objects.filter(user_id=scene.asker.user_id, topic="records.decided").count() == 1


def test_the_firm_asks_for_itself_and_sees_what_became_of_it(scene: Scene) -> None:
    head = client_of(scene.head)
    answer = head.post(f"/records/enterprise/{scene.firm.pk}/correct/legal_person", {"value": RIGHT, "reason": REASON})
    assert answer.status_code == 302
    approve_correction(actor=scene.actor(scene.other), correction_id=Correction.objects.get().pk, at=now())
    assert "已更正" in head.get(answer["Location"]).content.decode()
    assert scene.far.user.name not in head.get(answer["Location"]).content.decode()


def test_a_code_once_registered_is_not_simply_changed(scene: Scene) -> None:
    """The form of changing facts sends whoever finds a wrong code to the correction; blanks may be filled in."""
    client, address = client_of(scene.other), f"{page_of(scene)}change"
    given = {"name": scene.firm.name, "uscc": "91350100M000100Y43", "kind": "contractor", "legal_person": "周立山"}
    refused = client.post(address, given)
    assert refused.status_code == 422
    assert "登记错了请在档案页下方用“更正”改" in refused.content.decode()
    assert Enterprise.objects.get().uscc == scene.firm.uscc
    assert client.post(address, {**given, "uscc": scene.firm.uscc}).status_code == 302
    assert Enterprise.objects.get().legal_person == "周立山"


def test_an_answer_of_the_interface_and_a_ledger_leave_receipts(scene: Scene) -> None:
    actor = scene.actor(scene.far)
    export_ledger("enterprises", ExportFilter(actor=actor), BytesIO(), at=now())
    whole = ExportReceipt.objects.get()
    assert (whole.subject_kind, whole.subject_ids, whole.user_id) == ("enterprise", None, actor.user_id)
    done = approve_correction(actor=scene.actor(scene.other), correction_id=ask(scene).pk, at=now())
    assert (done.reached, CorrectionNotice.objects.get().ways) == (1, ["export"])
    purge_receipts()
    assert ExportReceipt.objects.count() == 1
    ExportReceipt.objects.update(at=now() - timedelta(days=800))
    purge_receipts()
    assert ExportReceipt.objects.count() == 0
