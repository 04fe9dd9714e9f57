"""What a ledger of people says of certificates is entered in the register when the event is read."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.services.stated import take_stated
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.testing.tables import counts, import_table, write_table
from zhiben.registry.agencies.public import add_agency
from zhiben.registry.agencies.terms import AgencyKind
from zhiben.registry.people.models import StatedCertificate

AT = datetime(2026, 3, 5, 9, tzinfo=CHINA)


@pytest.mark.django_db
def test_stated_certificates_are_entered_once_and_others_stay_as_stated(tmp_path: Path) -> None:
    add_agency(actor=system_actor(), name="省住建厅", division_code="350000", kind=AgencyKind.AUTHORITY, at=AT)
    rows: list[list[Any]] = [
        ["序号", "单位", "姓名", "身份证号", "证书类别", "证书编号", "有效期止"],
        [1, "甲建设有限公司", "陈大山", "11010519491231002X", "B", "闽建安B（2024）0000001", "2027-05-01"],
        [2, "甲建设有限公司", "陈大山", "11010519491231002X", "注册建造师", "闽1352024202400001", "2027-06-01"],
        [3, "甲建设有限公司", "林二", None, "注册安全工程师", "AQ2024001", "2027-06-01"],
        [4, "甲建设有限公司", "赵四", None, "C3", None, None],
    ]
    assert counts(import_table(write_table(tmp_path / "a.xlsx", rows), at=AT, kind="people"))[1:] == (4, 0, 0, 0)
    batch = new_id()
    assert (take_stated(batch_id=batch, at=AT), take_stated(batch_id=batch, at=AT)) == (2, 0)
    found = Certificate.objects.order_by("kind").values_list("kind", "class_code", "number", "holder_name")
    assert [(kind, code) for kind, code, _, _ in found] == [("constructor", ""), ("safety_manager", "B")]
    assert {name for *_, name in found} == {"陈大山"}
    left = StatedCertificate.objects.filter(linked=False).order_by("kind").values_list("kind", flat=True)
    assert list(left) == ["C3", "safety_engineer"]
