"""待更正: what a ledger contradicts stays as registered, becomes one request and one decision, and readers are told."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhiben.kernel.access.actors import plain_actor, system_actor
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotVisible
from zhiben.kernel.crypto import open_sealed
from zhiben.kernel.papers.importing import undo_import
from zhiben.kernel.papers.models import HeldCell, ImportBatch
from zhiben.kernel.records import governing
from zhiben.kernel.records.jobs import ask_held, decide_held
from zhiben.kernel.records.models import Correction, CorrectionNotice
from zhiben.kernel.records.public import ask_correction, withdraw_correction
from zhiben.kernel.records.services.held import ask_for_held
from zhiben.kernel.records.tests.scenes import Scene, make_scene
from zhiben.kernel.testing.tables import check_table, counts, export_table, import_table, problems, write_table
from zhiben.kernel.ui.tests.people import client_of
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.equipment.models import Equipment
from zhiben.registry.equipment.public import EquipmentFacts, register_equipment
from zhiben.registry.people.models import Person
from zhiben.registry.people.public import register_person
from zhiben.registry.projects.models import Project
from zhiben.registry.projects.public import ProjectFacts, register_project

pytestmark = pytest.mark.django_db
SYSTEM = system_actor()
FIRMS = ["序号", "单位名称", "统一社会信用代码", "类别", "法定代表人"]
USCC, NUMBER = "91350100MA00000010", "11010519491231002X"


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def firms(path: Path, *rows: list[Any]) -> Path:
    return write_table(path, [["企业台账"], FIRMS, *rows])


def brought_in(scene: Scene, path: Path) -> ImportBatch:
    return import_table(path, at=now(), actor=scene.asker.actor(), path_of_division=scene.office.path)


def held_said(batch: ImportBatch) -> list[tuple[int, str]]:
    return [(row, column) for row, column, reason in problems(batch, "warning") if reason.startswith("待更正：")]


def test_one_request_and_one_decision_for_a_whole_ledger(scene: Scene, tmp_path: Path) -> None:
    """The rest of the row and the other rows come in; asked for and decided once, the one who had read it is told."""
    client_of(scene.far).get(f"/enterprises/{scene.firm.pk}/")
    path = firms(
        tmp_path / "a.xlsx", [1, "闽江建工有限公司", USCC, "施工", "周立山"], [2, "乙监理有限公司", None, "监理", None]
    )
    checked = check_table(path, at=now(), actor=scene.asker.actor())
    assert held_said(checked) == [(3, "企业名称")]
    assert counts(checked) == (2, 1, 1, 0, 0)
    batch = brought_in(scene, path)
    assert (counts(batch), held_said(batch)) == ((2, 1, 1, 0, 0), [(3, "企业名称")])
    firm = Enterprise.objects.get(uscc=USCC)
    assert (firm.name, firm.legal_person) == ("闽江建设有限公司", "周立山")
    assert Correction.objects.count() == 0

    clerk, leader, held = client_of(scene.asker), client_of(scene.other), f"/records/imports/{batch.pk}/held"
    assert held in clerk.get(f"/imports/{batch.pk}/").content.decode()
    assert "闽江建工有限公司" in clerk.get(held).content.decode()
    assert client_of(scene.far).get(held).status_code == 404
    assert clerk.post(held, {"reason": "改"}).status_code == 422
    assert clerk.post(held, {"reason": "以营业执照为准"})["Location"] == held
    correction = Correction.objects.get()
    assert (correction.import_id, correction.state, correction.new_text) == (batch.pk, "ASKED", "闽江建工有限公司")
    assert correction.reason == "以营业执照为准（台账“a.xlsx”第3行）"
    assert clerk.post(held, {"reason": "再申请一次试试"}).status_code == 422

    decide = f"/corrections/imports/{batch.pk}/decide"
    assert decide in leader.get(f"/corrections/{correction.pk}/").content.decode()
    assert clerk.get(decide).status_code == 404
    assert client_of(scene.far).get(decide).status_code == 404
    assert leader.post(decide, {"agreed": "no"}).status_code == 422
    assert leader.post(decide, {"agreed": "yes"})["Location"] == "/corrections/"
    firm.refresh_from_db()
    assert (firm.name, CorrectionNotice.objects.get().user_id) == ("闽江建工有限公司", scene.far.user_id)
    assert "已更正" in clerk.get(held).content.decode()

    again = export_table("enterprises", tmp_path / "out.xlsx", at=now())
    for one in (path, again):
        batch = brought_in(scene, one)
        assert (counts(batch)[1:3], HeldCell.objects.filter(batch=batch).count()) == ((0, 0), 0)


def test_every_register_keeps_what_is_governed(scene: Scene, tmp_path: Path) -> None:
    """Names against the number they were found by; 无 empties no code; spelling alone is no other value."""
    facts = ProjectFacts(
        name="青石路一期", division_code="350102", kind="housing", supervise_no="0001", permit_no="3501022026",
        start_on=date(2026, 1, 5),
    )  # fmt: skip
    project = register_project(actor=SYSTEM, facts=facts, agency_id=scene.office.pk, at=now())
    machine = register_equipment(
        actor=SYSTEM, at=now(),
        facts=EquipmentFacts(kind="tower", model="QTZ80", serial="T-001", maker="闽江机械厂", filing_no="闽A-T00001"),
    )  # fmt: skip
    person = register_person(actor=SYSTEM, name="陈大山", id_number=NUMBER, employer_id=scene.firm.pk, at=now())
    heads = ["序号", "工程名称", "监督编号", "施工许可证号", "工程地址", "所属区县", "工程类别", "建设单位",
             "施工单位", "监理单位", "状态"]  # fmt: skip
    line = [1, "青石路二期", "0001", "3501022027", "青石路9号", "鼓楼区", "房建", "甲置业有限公司",
            scene.firm.name, "乙监理有限公司", "在建"]  # fmt: skip
    batch = brought_in(scene, write_table(tmp_path / "p.xlsx", [["在建项目台账"], heads, line]))
    assert (counts(batch), problems(batch)) == ((1, 0, 1, 0, 0), [])
    assert held_of(batch) == [("name", "青石路一期", "青石路二期"), ("permit_no", "3501022026", "3501022027")]
    project.refresh_from_db()
    assert (project.name, project.permit_no, project.address) == ("青石路一期", "3501022026", "青石路9号")

    heads = ["序号", "工程名称", "单位", "岗位", "姓名", "身份证号", "证书类别", "证书编号", "联系电话"]
    line = [1, "青石路一期", scene.firm.name, "安全员", "陈小山", NUMBER, "C1", "闽C1", "13900005678"]
    batch = brought_in(scene, write_table(tmp_path / "r.xlsx", [["安管人员台账"], heads, line]))
    person.refresh_from_db()
    assert (held_of(batch), person.name, person.phone_masked) == (
        [("name", "陈大山", "陈小山")],
        "陈大山",
        "139****5678",
    )

    heads = ["序号", "工程名称", "设备类别", "规格型号", "出厂编号", "制造单位", "产权备案编号", "备注"]
    line = [1, "青石路一期", "塔吊", "QTZ63", "无", "闽江机械厂", "闽A-T00001", "与2号群塔作业"]
    batch = brought_in(scene, write_table(tmp_path / "e.xlsx", [["起重机械台账"], heads, line]))
    machine.refresh_from_db()
    assert Equipment.objects.count() == 1
    assert (machine.serial, machine.serial_key, machine.model, held_of(batch)) == ("T-001", "T001", "QTZ63", [])

    batch = brought_in(scene, firms(tmp_path / "f.xlsx", [1, "闽江建设 有限公司", "无", "施工", "周立山"]))
    firm = Enterprise.objects.get(pk=scene.firm.pk)
    assert (firm.uscc, firm.name, firm.legal_person, held_of(batch)) == (USCC, "闽江建设有限公司", "周立山", [])


def held_of(batch: ImportBatch) -> list[tuple[str, str, str]]:
    return list(HeldCell.objects.filter(batch=batch).order_by("field").values_list("field", "held", "said"))


def test_many_go_by_a_job_and_what_one_refuses_keeps_no_other_back(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sealed numbers too where an agency governs them; a second run finds only what is left."""
    lists = {"records.not_by_ledger": "人员.手机号"}
    monkeypatch.setattr(governing, "value_of", lambda key, **_: lists.get(key, "无"))
    numbers = (NUMBER, "440106198202020555")
    people = [
        register_person(
            actor=SYSTEM, name=f"林{n}", id_number=n, phone="13800001234", employer_id=scene.firm.pk, at=now()
        )
        for n in numbers
    ]
    heads = ["序号", "工程名称", "单位", "岗位", "姓名", "身份证号", "联系电话"]
    lines = [[1, None, scene.firm.name, None, f"林{number}", number, "13900005678"] for number in numbers]
    batch = brought_in(scene, write_table(tmp_path / "r.xlsx", [["安管人员台账"], heads, *lines]))
    assert held_of(batch) == [("phone", "138****1234", "139****5678")] * 2
    with pytest.raises(NotVisible):
        ask_for_held(actor=scene.far.actor(), batch_id=batch.pk, reason="以台账为准", at=now())
    early = ask_correction(
        actor=scene.third.actor(), kind="person", record_id=people[0].pk, field="phone", value="13700001111",
        reason="本人来电", at=now(),
    )  # fmt: skip
    ask = {"batch_id": str(batch.pk), "reason": "以台账为准", "actor": plain_actor(scene.asker.actor())}
    ask_held(**ask)
    assert Correction.objects.get(import_id=batch.pk).record_id == people[1].pk
    assert "已经有一件更正" in HeldCell.objects.get(case_id=None).note
    withdraw_correction(actor=scene.third.actor(), correction_id=early.pk, at=now())
    ask_held(**ask)
    with pytest.raises(InvalidInput, match="没有待更正"):
        ask_held(**ask)
    decide = (str(batch.pk), True, "", plain_actor(scene.other.actor()))
    decide_held(*decide)
    decide_held(*decide)
    assert {open_sealed(bytes(p.phone_cipher or b"")) for p in Person.objects.all()} == {"13900005678"}
    done = Correction.objects.filter(import_id=batch.pk).values_list("state", "value")
    assert list(done) == [("APPLIED", None)] * 2
    assert "13900005678" not in str(list(HeldCell.objects.values("held", "said", "note")))


def test_an_import_that_is_taken_back_leaves_nothing_to_correct(scene: Scene, tmp_path: Path) -> None:
    batch = brought_in(scene, firms(tmp_path / "a.xlsx", [1, "闽江建工有限公司", USCC, "施工", "周立山"]))
    undo_import(actor=scene.asker.actor(), batch_id=batch.pk, at=now())
    assert held_of(batch) == []
    assert client_of(scene.asker).get(f"/records/imports/{batch.pk}/held").status_code == 404
    assert Project.objects.count() == 0
