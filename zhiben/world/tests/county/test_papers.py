"""Certificates of the demo county: of everybody who needs one, most good, some not, signed where electronic."""

from collections import Counter
from typing import Any, Final

import pytest
from django.apps import apps

from zhiben.domains.certificates.models import (
    Certificate,
    CertificateCheck,
    CertificateRequest,
    Decision,
    Proof,
    RenewalItem,
)
from zhiben.domains.certificates.public import good_on
from zhiben.domains.certificates.terms import ProofStatus
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.papers.models import IssuedPaper
from zhiben.kernel.records.models import Candidate, Correction, CorrectionNotice, Merge
from zhiben.kernel.workflow.models import CaseMove, Todo
from zhiben.registry.projects.models import InformantReport
from zhiben.world.certificate_story import EXCHANGED
from zhiben.world.tests.day import TODAY

pytestmark = pytest.mark.django_db
FROM_LEDGER: Final = 7
ProjectEvent: Any = apps.get_model("projects", "ProjectEvent")


def test_the_county_has_its_certificates(county: dict[str, Any]) -> None:
    day = TODAY.date()
    with acting_as(system_actor()):
        all_ = Certificate.objects.all()
        kinds = set(all_.values_list("kind", flat=True))
        assert kinds == {
            "enterprise_license", "safety_manager", "special_worker", "crane_registration", "crane_filing", "supervisor_staff",
            "constructor",
        }  # fmt: skip
        # Beside them what was exchanged for new ones, and what a ledger brought.
        assert all_.count() == county["certificates"] + EXCHANGED + FROM_LEDGER > 1500
        good = all_.filter(good_on(day)).count()
        assert 0.85 < good / all_.count() < 1
        suspended = all_.filter(state="suspended")
        assert Todo.objects.open().filter(case_id__in=suspended.values("pk")).count() == suspended.count() > 0
        assert CaseMove.objects.filter(flow="certificate", seq=1).count() == all_.count()
        carried = Proof.objects.exclude(status=ProofStatus.REPLACED).filter(certificate__closed_at=None)
        assert carried.count() == all_.filter(electronic=True, closed_at=None).count()
        assert RenewalItem.objects.filter(state="WAITING").count() > 100
        assert RenewalItem.objects.filter(state="DONE").values("batch").distinct().count() == 2


def test_what_the_offices_did_is_there_to_be_seen(county: dict[str, Any]) -> None:
    with acting_as(system_actor()):
        decided = Decision.objects.order_by("decided_on", "number")
        assert [(d.action, d.number[-3:]) for d in decided] == [
            ("suspend", "〕1号"), ("revoke_penalty", "〕2号"), ("revoke_grant", "〕3号"), ("return", "〕4号"),
            ("withdraw", "〕5号"), ("cancel", "〕6号"), ("cancel", "〕7号"), ("suspend", "〕8号"),
        ]  # fmt: skip
        assert all(IssuedPaper.objects.filter(case_id=d.pk).exists() for d in decided)
        assert Counter(CertificateRequest.objects.values_list("state", flat=True)) == {
            "ASKED": 1,
            "DECIDED": 1,
            "REFUSED": 1,
        }
        ledger = Certificate.objects.exclude(import_id=None)
        assert (ledger.count(), ledger.filter(doubtful=True).count(), ledger.filter(unmatched=True).count()) == (
            7,
            5,
            2,
        )
        seen = CertificateCheck.objects.order_by("at").values_list("code_result", "outcome", "no_face")
        assert Counter(seen) == {
            ("genuine", "same", "not_connected"): 3, ("genuine", "same", "declined"): 1,
            ("genuine", "different", "not_connected"): 1, ("genuine", "not_checked", ""): 1,
            ("not_genuine", "not_checked", ""): 1, ("no_code", "not_checked", ""): 1,
        }  # fmt: skip
        assert CertificateCheck.objects.filter(wrong=True).count() == 3
        told = CorrectionNotice.objects.select_related("correction")
        assert Counter(Correction.objects.values_list("state", flat=True)) == {"APPLIED": 2, "ASKED": 2, "REFUSED": 1}
        assert Counter(n.state for n in told) == {"DONE": 2, "TOLD": 2}
        assert {n.correction.reached for n in told} == {4}
        pairs = Counter(Candidate.objects.open().values_list("kind", flat=True))
        assert pairs == {"enterprise": 1, "equipment": 1, "person": 1}
        assert Merge.objects.filter(state="DONE").count() == 1
        reports = Counter(InformantReport.objects.values_list("kind", "late"))
        assert reports == {("safe", False): 40, ("danger", False): 1, ("accident", True): 1}
        begun = ProjectEvent.objects.filter(pgh_label="insert").values_list("pgh_created_at", "created_at")
        assert all(first == second for first, second in begun)
