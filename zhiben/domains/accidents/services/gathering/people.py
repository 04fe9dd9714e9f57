"""Who took part, who held which post, and who supervised: from what day to what day."""

from collections.abc import Iterator

from zhiben.domains.accidents.models import Trace
from zhiben.domains.accidents.services.gathering.line import Line, Window
from zhiben.domains.accidents.terms import EvidenceKind as K
from zhiben.registry.agencies.public import agency, officers_of
from zhiben.registry.projects.public import parties_between, posts_between


def lines(trace: Trace, window: Window) -> Iterator[Line]:
    """Four queries. A stretch without an end is still running."""
    for party in parties_between(trace.project_id, window.since, window.until):
        yield Line(
            kind=K.PARTY, words=party.get_role_display(), who=party.enterprise.name, since=party.valid_from,
            until=party.valid_to, source="项目档案·参建单位", flow="project", object_id=trace.project_id,
        )  # fmt: skip
    for post in posts_between(trace.project_id, window.since, window.until):
        sender = f"（{post.enterprise.name}）" if post.enterprise else ""
        yield Line(
            kind=K.POST, words=f"{post.get_post_display()}{sender}", who=post.person.name, since=post.valid_from,
            until=post.valid_to, source="项目档案·关键岗位", flow="project", object_id=trace.project_id,
        )  # fmt: skip
    office = agency(trace.agency_id)
    for officer in officers_of(office.pk, window.happened):
        rank = f"{officer.department.name} " if officer.department else ""
        number = f"，执法证 {officer.certificate_no}" if officer.certificate_no else ""
        yield Line(
            kind=K.OFFICER, words=f"{office.name}{rank}{officer.position or '监管人员'}{number}", who=officer.name,
            since=officer.valid_from, until=officer.valid_to, source="监管人员名册",
        )  # fmt: skip
