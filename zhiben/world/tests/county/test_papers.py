"""Certificates of the demo county: of everybody who needs one, most good, some not, signed where electronic."""

from typing import Any

import pytest

from zhiben.domains.certificates.models import Certificate, Proof, RenewalItem
from zhiben.domains.certificates.public import good_on
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.workflow.models import CaseMove, Todo
from zhiben.world.tests.day import TODAY

pytestmark = pytest.mark.django_db


def test_the_county_has_its_certificates(county: dict[str, Any]) -> None:
    day = TODAY.date()
    with acting_as(system_actor()):
        all_ = Certificate.objects.all()
        kinds = set(all_.values_list("kind", flat=True))
        assert kinds == {
            "enterprise_license", "safety_manager", "special_worker", "crane_registration", "crane_filing", "supervisor_staff",
            "constructor",
        }  # fmt: skip
        assert all_.count() == county["certificates"] > 1500
        good = all_.filter(good_on(day)).count()
        assert 0.85 < good / all_.count() < 1
        suspended = all_.filter(state="suspended")
        assert Todo.objects.open().filter(case_id__in=suspended.values("pk")).count() == suspended.count() > 0
        assert CaseMove.objects.filter(flow="certificate").count() == all_.count()
        assert Proof.objects.count() == all_.filter(electronic=True, closed_at=None).count()
        assert RenewalItem.objects.count() > 100
        assert not all_.filter(doubtful=True).exists()
