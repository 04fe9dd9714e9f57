"""Keeping the figures of a report that is taken away."""

import hashlib
import json
from datetime import datetime

from zhiben.domains.campaigns.models import ReportVersion
from zhiben.domains.campaigns.queries.report import ReportData
from zhiben.domains.campaigns.queries.versions import figures_of, latest_version
from zhiben.kernel.access.actors import Actor


def keep_version(*, actor: Actor, data: ReportData, at: datetime) -> ReportVersion:
    """A new version when a figure is not as it was, else the one there is. Call inside the transaction."""
    figures = figures_of(data.table)
    digest = hashlib.sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()
    before = latest_version(data.area.code, data)
    if before is not None and before.digest == digest:
        return before
    return ReportVersion.objects.create(
        division_code=data.area.code, month=data.month.first, cut=data.month.cut, figures=figures, digest=digest,
        made_at=at, made_by=actor.name, made_by_id=actor.user_id,
    )  # fmt: skip
