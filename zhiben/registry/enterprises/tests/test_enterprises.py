"""Enterprises are registered once, found by code or name, and keep what they were."""

import pytest
from django.db import DatabaseError, connection, transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, WrongState
from zhiben.kernel.base.ids import new_id
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.enterprises.services import ensure_enterprise, register_enterprise, update_enterprise

pytestmark = pytest.mark.django_db
CLERK = Actor(
    user_id=new_id(),
    name="林一",
    role=Role.CLERK,
    reach=ReachKind.AGENCY,
    reach_id=new_id(),
    path="35.",
    level="province",
)
USCC = "91350100M000100Y43"


def test_the_same_enterprise_is_found_by_code_then_by_name() -> None:
    firm = register_enterprise(actor=CLERK, name="闽江（福州）建设有限公司", uscc=USCC.lower(), at=now())
    assert (firm.uscc, firm.doubtful) == (USCC, False)
    assert ensure_enterprise(actor=CLERK, name="已改名的公司", uscc=USCC, at=now()) == firm
    found = ensure_enterprise(actor=CLERK, name="闽江(福州)建设有限公司", kind="contractor", at=now())
    assert (found, found.kinds) == (firm, ["contractor"])
    assert ensure_enterprise(actor=CLERK, name="闽江（福州）建设有限责任公司", at=now()) != firm


def test_a_code_is_registered_once() -> None:
    register_enterprise(actor=CLERK, name="甲公司", uscc=USCC, at=now())
    with pytest.raises(WrongState, match="已登记为「甲公司」"):
        register_enterprise(actor=CLERK, name="乙公司", uscc=USCC, at=now())
    assert Enterprise.objects.count() == 1


def test_refusals_register_nothing() -> None:
    with pytest.raises(InvalidInput):
        register_enterprise(actor=CLERK, name="　 ", at=now())
    with pytest.raises(NotPermitted):
        register_enterprise(
            actor=Actor(name="企", role=Role.ENTERPRISE_ADMIN, reach=ReachKind.ENTERPRISE, reach_id=new_id()),
            name="甲", at=now(),
        )  # fmt: skip
    assert not Enterprise.objects.exists()


def test_history_keeps_every_state_and_cannot_be_changed() -> None:
    firm = register_enterprise(actor=CLERK, name="甲公司", at=now())
    update_enterprise(actor=CLERK, enterprise_id=firm.pk, at=now(), name="乙公司", legal_person="陈二")
    Enterprise.objects.filter(pk=firm.pk).update(address="古田路1号")
    events = firm.events.order_by("pgh_id")  # type: ignore[attr-defined]
    assert [(e.name, e.legal_person, e.address) for e in events] == [
        ("甲公司", "", ""), ("乙公司", "陈二", ""), ("乙公司", "陈二", "古田路1号"),
    ]  # fmt: skip
    assert [e.pgh_context.metadata["verb"] for e in events[:2]] == ["enterprise.register", "enterprise.update"]
    for statement in ("update enterprises_enterpriseevent set name = 'x'", "delete from enterprises_enterpriseevent"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_an_enterprise_sees_itself_only() -> None:
    mine = register_enterprise(actor=CLERK, name="甲", at=now())
    register_enterprise(actor=CLERK, name="乙", at=now())
    me = Actor(name="企", role=Role.ENTERPRISE_ADMIN, reach=ReachKind.ENTERPRISE, reach_id=mine.pk)
    assert list(Enterprise.objects.visible_to(me)) == [mine]
    assert Enterprise.objects.visible_to(CLERK).count() == 2
