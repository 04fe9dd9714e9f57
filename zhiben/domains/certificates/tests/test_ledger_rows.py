"""Ledgers of certificates by set: bad rows stay beside the good ones with their reasons, and nothing changes twice."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.numbers import check_character, licence_doubts, licence_id, number_key
from zhiben.domains.certificates.public import CertificateRow, Ensured, decide, ensure_certificates
from zhiben.domains.certificates.tests.factories import batch, certifier, row
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.workflow.models import CaseMove
from zhiben.registry.people.models import Person
from zhiben.registry.people.public import register_person
from zhiben.registry.projects.tests.conftest import Region


def ensure(region: Region, *rows: CertificateRow) -> list[Ensured]:
    return ensure_certificates(rows, actor=certifier(region), at=now(), batch=batch())


def test_bad_rows_come_in_doubtful_and_never_stop_the_good_ones(region: Region, manager: Person) -> None:
    other = register_person(actor=certifier(region), name="林水生", phone="13800009999", at=now())
    rows = [
        row(person_id=manager.pk, holder_name="陈大山"),
        row(number="闽A0120250000", person_id=other.pk),
        row(number="闽A012025000001", person_id=other.pk),
        row(number="闽A012025000003", person_id=manager.pk, holder_name="陈大山", valid_from=date(2026, 1, 1)),
        row(number="闽A012025000004", issuer_name="某某培训学校", holder_name="吴一"),
        row(number="闽A012025000005", class_code="99", holder_name="吴二"),
        row(number="闽A012025000006", licence_id="1.2.156.3005.2.A.B.C.001.X", holder_name="吴三"),
        row(number="闽A012025000007", valid_to=date(2020, 1, 1), holder_name="吴四"),
        row(number="闽A012025000008", state="revoked_penalty", holder_name="吴五"),
    ]
    done = ensure(region, *rows)
    assert [one.outcome for one in done] == ["created"] * 9
    assert [one.doubts for one in done] == [
        (),
        ("证书编号的写法与该类证书不符", ),
        ("编号与 陈大山 的证照重复", "有效期与同一持证主体的 闽A0120250000 重叠"),
        ("有效期与同一持证主体的 闽A012025000001 重叠",),
        ("发证机关“某某培训学校”不在机构名录里",),
        ("不认识的类别“99”",),
        ("电子证照标识的校验位不对",),
        ("有效期止早于有效期起",),
        ("没有决定书文号",),
    ]  # fmt: skip
    assert [one.unmatched for one in done] == [False] * 4 + [True] * 5
    kept = Certificate.objects.get(pk=done[0].certificate_id)
    assert (kept.doubtful, kept.backfilled, kept.issuer_name, kept.class_name) == (
        False,
        True,
        "省质安总站",
        "建筑电工",
    )
    assert CaseMove.objects.filter(action="backfill").count() == 9

    again = ensure(region, *rows)
    assert [one.outcome for one in again] == ["unchanged"] * 9
    assert [one.certificate_id for one in again] == [one.certificate_id for one in done]


def test_a_later_ledger_moves_on_what_nobody_decided_here(region: Region, manager: Person) -> None:
    known = {"person_id": manager.pk, "holder_name": "陈大山"}
    (first,) = ensure(region, row(**known))
    held = row(**known, state="suspended", decision_no="闽建罚〔2026〕3号", suspended_to=date(2026, 12, 31))
    (second,) = ensure(region, held)
    assert (second.certificate_id, second.outcome) == (first.certificate_id, "updated")
    case = Certificate.objects.get(pk=first.certificate_id)
    assert (case.state, case.decision_no, case.seq) == ("suspended", "闽建罚〔2026〕3号", 2)
    # Somebody decides here: no ledger undoes that.
    decide(actor=certifier(region), certificate_id=case.pk, action="lift", reason="复议撤销", at=now())
    (third,) = ensure(region, held)
    assert (third.outcome, Certificate.objects.get(pk=case.pk).state) == ("unchanged", "valid")


def test_queries_do_not_grow_with_rows(region: Region) -> None:
    def asked(number: int, tens: int) -> int:
        rows = [row(number=f"闽A012025{tens}{n:05d}", holder_name=f"工人{tens}{n}") for n in range(number)]
        with CaptureQueriesContext(connection) as seen:
            ensure(region, *rows)
        return len(seen)

    assert asked(200, 2) == asked(2, 1)


def test_numbers_in_any_spelling_and_the_check_character() -> None:
    spelled: list[Any] = [
        "（闽）JZ安许证字〔2024〕000123",
        "(闽)JZ安许证字[2024]000123号",
        "【闽】JZ安许证字（2024） 000123",
    ]
    assert {number_key(text) for text in spelled} == {"(闽)JZ安许证字(2024)000123"}
    assert check_character("A12425GABC1234002") == "M"
    made = licence_id(type_code="11100000000013127D001", issuer_code="11350000003591037R", serial="0001", version=1)
    assert licence_doubts(made) == []
    assert licence_doubts(made[:-1] + ("A" if made[-1] != "A" else "B")) == ["电子证照标识的校验位不对"]


def test_where_nobody_could_keep_them_it_is_said(db: None) -> None:
    with pytest.raises(WrongState, match="先添加机构"):
        ensure_certificates([row()], actor=system_actor(), at=now(), batch=batch())
    assert not Certificate.objects.exists()
