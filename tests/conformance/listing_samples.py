"""Rows for the list of listings, and a case of each of their flows."""

from typing import Any

from zhiben.domains.hazards.tests.factories import Site
from zhiben.domains.listings.models import ProgressReport
from zhiben.domains.listings.tests.factories import drafted, governing


def case_of(flow_code: str, site: Site) -> Any:
    """A listing, or a period of its progress."""
    return drafted(site) if flow_code == "listing" else ProgressReport.objects.get(listing=governing(site))
