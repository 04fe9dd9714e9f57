"""Rows for the lists of 约谈, and a case of each of their flows."""

from typing import Any

from zhiben.domains.hazards.tests.factories import Site
from zhiben.domains.interviews.models import Commitment
from zhiben.domains.interviews.tests.factories import drafted, held


def case_of(flow_code: str, site: Site) -> Any:
    """An interview, or a promise made in one."""
    return drafted(site) if flow_code == "interview" else Commitment.objects.filter(interview=held(site))[0]
