"""Projects as something to be found."""

from zhiben.kernel.access.terms import REGULATORS, Role
from zhiben.kernel.search.sources import Feed, Source, label_in_sql
from zhiben.registry.projects.models import Project
from zhiben.registry.projects.terms import ProjectStatus

SITE_READERS = (
    Role.ENTERPRISE_ADMIN, Role.PRINCIPAL, Role.SITE_MANAGER, Role.SAFETY_OFFICER, Role.CONSULTANT, Role.OWNER,
)  # fmt: skip
# Whoever ever took part: who still does is decided when somebody looks.
READERS = "array(select distinct q.enterprise_id from projects_projectparty q where q.project_id = p.id) || p.id"

PROJECTS = Source(
    kind="project", label="工程项目", order=10, icon="building-skyscraper", rich=True, roles=frozenset({*REGULATORS, *SITE_READERS}),
    visible=Project.objects.visible_to, tables="projects_project p", only="p.merged_into is null",
    columns={
        "id": "p.id", "title": "p.name", "note": "p.address", "mark": label_in_sql("p.status", ProjectStatus),
        "texts": "array[p.address]", "codes": "array[p.project_code, p.supervise_no, p.permit_no]",
        "at": "p.created_at", "weight": "(p.status in ('suspended', 'ended'))::int", "place": "p.place",
        "province": "p.province", "city": "p.city", "county": "p.county", "readers": READERS,
    },
    feeds=(
        Feed("projects_project"),
        Feed("projects_projectparty"),
    ),
    list_url="projects:list", page_url="projects:page",
)  # fmt: skip
