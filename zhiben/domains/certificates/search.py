"""证照 as something to be found: by number, by whose it is, by who employs the holder."""

from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.policies import READERS
from zhiben.domains.certificates.terms import CertificateKind, CertificateState
from zhiben.kernel.search.sources import Feed, Source, label_in_sql

# An open registry: every regulator finds all of it; enterprises what is theirs, sites what their people hold.
POSTS = "array(select distinct q.project_id from projects_projectpost q where q.person_id = c.person_id)"
CONCERNED = f"array_remove(array[c.enterprise_id, c.employer_id, c.project_id], null) || {POSTS}"
HELD = "select id from certificates_certificate where person_id = any(%(ids)s)"

CERTIFICATES = Source(
    kind="certificate", label="证照", order=70, icon="certificate", roles=READERS,
    visible=Certificate.objects.visible_to, tables="certificates_certificate c",
    columns={
        "id": "c.id", "title": "c.title", "mark": label_in_sql("c.state", CertificateState),
        "note": f"concat_ws(' ', {label_in_sql('c.kind', CertificateKind)}, nullif(c.number, ''))",
        "texts": "array[c.holder_name, c.employer_name]", "codes": "array[c.number, c.number_key, c.licence_id]",
        "at": "c.opened_at", "weight": "(c.closed_at is not null)::int", "readers": CONCERNED,
    },
    feeds=(Feed("certificates_certificate"), Feed("projects_projectpost", HELD)),
    list_url="certificates:list", page_url="certificates:certificate-page",
)  # fmt: skip
