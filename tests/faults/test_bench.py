"""The benches against a real platform, with tiny counts: they find their way and recognise what they get."""

import json

import psycopg
import pytest
from django.contrib.auth.hashers import make_password

from bench.bed import OFFICER, QUICK, Bed
from bench.loop import transitions
from bench.measure import Figure
from bench.pages import KINDS, alone, pages_of
from bench.visiting import CannotMeasure
from tests.faults.platform import Platform
from tests.faults.population import Population
from zhiben.domains.hazards.web.lists import HazardList
from zhiben.world.accounts import PASSWORD

MORE = """
with u as (insert into access_user (id, username, name, password, {rest})
  select gen_random_uuid(), %s, name, %s, {rest} from access_user where username = %s returning id)
insert into access_grant ({grant}, id, user_id) select {given}, gen_random_uuid(), u.id from access_grant g, u
 where g.user_id = (select id from access_user where username = %s)
"""


@pytest.fixture(scope="module")
def bed(platform: Platform, population: Population) -> Bed:
    """The officer of the benches is a colleague of one who is there."""
    bed = Bed(platform, QUICK)
    with psycopg.connect(bed.url) as connection:
        like = connection.execute(
            "select u.username from access_user u join access_grant g on g.user_id = u.id where g.reach_id = %s "
            "and g.role = 'inspector' limit 1", [population.agency],
        ).fetchone()  # fmt: skip
        assert like
        rest = _columns(connection, "access_user", "id", "username", "name", "password")
        grant = _columns(connection, "access_grant", "id", "user_id")
        given = ", ".join(f"g.{column}" for column in grant.split(", "))
        query = MORE.format(rest=rest, grant=grant, given=given).encode()
        connection.execute(query, [OFFICER, make_password(PASSWORD), like[0], like[0]])
        connection.execute("update access_user set must_change_password = false where username = %s", [OFFICER])
    return bed


def _columns(connection: "psycopg.Connection[tuple[object, ...]]", table: str, *without: str) -> str:
    rows = connection.execute(
        "select column_name from information_schema.columns where table_name = %s and column_name <> all(%s)",
        [table, list(without)],
    ).fetchall()
    return ", ".join(str(row[0]) for row in rows)


@pytest.mark.slow
def test_steps_and_pages_are_measured_and_what_is_not_there_is_said(bed: Bed) -> None:
    steps = {one.name: one for one in transitions(bed)}
    assert [(len(one.values), one.errors) for one in steps.values()] == [(4, 0), (4, 0), (4, 0)]
    assert steps["transition"].ceiling is not None
    assert bed.read("select to_regclass('bench_hazards_hazard')") == [(None,)]

    found = {page.name: page for page in pages_of(bed, KINDS, [OFFICER])}
    measured = {name: alone(bed, page, ceiling=1.0)[0] for name, page in found.items()}
    known = bed.read("select count(*) from hazards_hazard where agency_id = %s", bed.reach(OFFICER).agency)[0][0]
    turned = "" if int(str(known)) > HazardList.page_size else "台账只有一页"
    assert measured.pop(f"list-deep-{OFFICER}").failure == turned
    assert [one.failure for one in measured.values()] == [""] * (len(found) - 1)
    assert _is_number(measured[f"case-{OFFICER}"])


@pytest.mark.slow
def test_an_account_that_is_not_there_is_said_so(bed: Bed) -> None:
    with pytest.raises(CannotMeasure, match="nobody"):
        bed.visitor("nobody")
    with pytest.raises(CannotMeasure, match="没有演示账号 nobody"):
        bed.reach("nobody")


def _is_number(figure: Figure) -> bool:
    return bool(json.loads(json.dumps(figure.as_json()))["median"] > 0)
