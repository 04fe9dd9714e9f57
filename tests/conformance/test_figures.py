"""Every number on a home page opens a list of exactly that many records."""

import re

import pytest

from tests.conformance import hazard_samples, registry_samples  # noqa: F401 - they fill the samples
from tests.conformance.samples import samples
from tests.conformance.visible import oddities
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.ui.home import figures_for
from zhiben.kernel.ui.tests.people import client_of, make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [Role.LEADER, Role.INSPECTOR, Role.CLERK])
def test_each_figure_opens_as_many_records_as_it_says(role: Role) -> None:
    grant = make_person("who", role)
    samples["hazards"].mine(grant, 3)
    samples["notices"].mine(grant, 2)
    client = client_of(grant)
    figures = figures_for(grant.actor(), now())
    assert 3 <= len(figures) <= 6
    for figure in figures:
        answer = client.get(figure.url)
        assert answer.status_code == 200, figure.label
        counted = re.search(r"共 ([\d,]+) 条", answer.content.decode())
        if re.fullmatch(r"[\d,]+", figure.value):
            assert (counted.group(1) if counted else "0") == figure.value, figure.label


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.SYSTEM, Role.LINK_HOLDER)])
def test_home_page_of_every_role_opens_in_plain_words(role: Role) -> None:
    answer = client_of(make_person("who", role)).get("/home")
    assert answer.status_code == 200
    assert oddities(answer.content.decode()) == []
