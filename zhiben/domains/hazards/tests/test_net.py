"""The net under the filters: what the database itself lets somebody see, when a query forgets to ask for whom."""

from dataclasses import replace
from uuid import UUID

import pytest
from django.db.models import Model

from zhiben.domains.hazards.models import Hazard, Notice
from zhiben.domains.hazards.tests.factories import Site, draft, issued, make_site, site_account
from zhiben.kernel.access.actors import NOBODY, Actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.terms import ReachKind, Role

pytestmark = pytest.mark.django_db


def let_through(model: type[Model], actor: Actor) -> set[UUID]:
    """Rows of a query without any filter."""
    with acting_as(actor):
        return set(model._default_manager.values_list("pk", flat=True))


def contractor_of(site: Site) -> Actor:
    return Actor(name="周五", role=Role.PRINCIPAL, reach=ReachKind.ENTERPRISE, reach_id=site.contractor.pk)


@pytest.mark.parametrize("model", [Notice, Hazard])
def test_a_forgotten_filter_shows_no_more_than_the_filter(model: type[Model]) -> None:
    here, there = make_site(), make_site(code="320412", name="别处的工程")
    seen, hidden, foreign = issued(here), draft(here), issued(there)
    rows = {
        n: {n.pk} if model is Notice else set(n.items.values_list("pk", flat=True)) for n in (seen, hidden, foreign)
    }
    ours, others = rows[seen] | rows[hidden], rows[foreign]

    assert let_through(model, here.inspector) == ours
    assert let_through(model, there.inspector) == others
    assert let_through(model, replace(there.inspector, path="32.", level="province")) == others
    for party in (site_account("吴大山", Role.SITE_MANAGER, here.project), contractor_of(here)):
        assert let_through(model, party) == rows[seen]
        with acting_as(party):
            assert set(model._default_manager.visible_to(party).values_list("pk", flat=True)) == rows[seen]  # type: ignore[attr-defined]
    assert let_through(model, NOBODY) == set()


def test_nobody_moves_what_they_cannot_see() -> None:
    here, there = make_site(), make_site(code="320412", name="别处的工程")
    notice = issued(here)

    with acting_as(there.inspector):
        assert Notice.objects.filter(pk=notice.pk).update(requirements="改掉") == 0

    assert Notice.objects.get(pk=notice.pk).requirements == notice.requirements
