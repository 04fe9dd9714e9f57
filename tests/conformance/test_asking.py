"""No form asks a person for more than five things: everything the platform knows stands there already."""

import pytest
from django.db import transaction

from tests.conformance.addresses import addresses
from tests.conformance.asking import MOST, asked_of
from tests.conformance.hazard_samples import put_hazard
from zhiben.kernel.access.terms import Role
from zhiben.kernel.ui.cases.addresses import verb_url
from zhiben.kernel.ui.doors import door_of
from zhiben.kernel.ui.tests.people import client_of, make_person
from zhiben.kernel.workflow.engine import permitted
from zhiben.kernel.workflow.registry import flow

pytestmark = pytest.mark.django_db
PLAIN = [a for a in addresses() if "<" not in a.route and not a.route.startswith("api/") and door_of(a.view)]


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.SYSTEM_ADMIN])
def test_page_asks_for_at_most_five_things(role: Role) -> None:
    client = client_of(make_person("who", role))
    asked = {}
    for address in PLAIN:
        with transaction.atomic():  # no page leaves anything to the next
            answer = client.get(f"/{address.route}")
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                asked[address.route] = asked_of(answer.content.decode())
            transaction.set_rollback(True)
    assert asked
    assert {route: names for route, names in asked.items() if len(names) > MOST} == {}


@pytest.mark.parametrize("state", ["REPORTED", "CONFIRMED", "RECTIFYING", "SUBMITTED"])
def test_verbs_of_a_hazard_ask_for_at_most_five_things(state: str) -> None:
    grant = make_person("who")
    hazard = put_hazard(grant, state)
    client = client_of(grant)
    rows = permitted(flow("hazard"), hazard, grant.actor())
    assert rows
    for row in rows:
        answer = client.get(verb_url("hazard", hazard.pk, row.action))
        assert len(asked_of(answer.content.decode())) <= MOST, row.label
