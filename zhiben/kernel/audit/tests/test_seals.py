"""封存: whatever is done to sealed acts is found, and the first bad batch named."""

from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from zhiben.kernel.audit.acts import record
from zhiben.kernel.audit.merkle import leaf_hash, root_of
from zhiben.kernel.audit.models import Act, Seal
from zhiben.kernel.audit.seals import seal_acts, verify_seals
from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.base.postgres.ownership import as_owner
from zhiben.kernel.testing.settling import wait_until_settled

AT = datetime(2026, 3, 2, 9, tzinfo=CHINA)


def seal() -> int:
    wait_until_settled("audit_act")
    return seal_acts(at=AT)


def act(word: str) -> None:
    record(verb="test", at=AT, actor_id=None, actor_name="林晓", role="inspector", detail={"word": word})


@pytest.mark.django_db(transaction=True)
def test_acts_are_sealed_once_and_the_chain_holds() -> None:
    for word in "甲乙丙":
        act(word)
    assert seal() == 3
    assert seal() == 0
    act("丁")
    assert seal() == 1

    verdict = verify_seals()

    assert (verdict.batches, verdict.acts, verdict.unsealed, verdict.broken) == (2, 4, 0, None)
    second = Seal.objects.get(number=2)
    assert second.previous == Seal.objects.get(number=1).head
    assert verdict.head == second.head


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "attack",
    [
        "update audit_act set actor_name = '别人' where id = (select min(id) from audit_act)",
        "delete from audit_act where id = (select max(id) from audit_act)",
        'update audit_act set detail = \'{"word": "改"}\' where id = (select max(id) from audit_act)',
        "update audit_seal set root = repeat('0', 64) where number = 1",
        "delete from audit_seal where number = 1",
        "insert into audit_act (xid, at, verb, actor_name, role, via, object_kind, object_id, detail) "
        "select xid, at, verb, actor_name, role, via, object_kind, object_id, detail from audit_act order by id limit 1",
    ],
)
def test_tampering_by_a_superuser_is_found(attack: str) -> None:
    for word in "甲乙丙丁":
        act(word)
    seal()
    act("戊")
    seal()

    with as_owner(), connection.cursor() as cursor:
        cursor.execute("alter table audit_act disable trigger user")
        cursor.execute("alter table audit_seal disable trigger user")
        cursor.execute(attack)

    broken = verify_seals().broken
    assert broken is not None
    assert broken.startswith("第 ")


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["update audit_act set verb = 'x'", "delete from audit_act"])
def test_the_application_cannot_change_an_act(statement: str) -> None:
    act("甲")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Act.objects.filter(verb="test").count() == 1


@given(st.lists(st.binary(), min_size=1, max_size=40), st.integers(min_value=0))
def test_a_root_depends_on_every_leaf_and_on_their_order(entries: list[bytes], where: int) -> None:
    leaves = [leaf_hash(e) for e in entries]
    place = where % len(leaves)
    changed = [*leaves]
    changed[place] = leaf_hash(entries[place] + b"!")
    assert root_of(changed) != root_of(leaves)
    assert root_of(leaves[:place] + leaves[place + 1 :]) != root_of(leaves)
    if len(set(leaves)) == len(leaves) > 1:
        assert root_of(leaves[::-1]) != root_of(leaves)
