"""Row-level security: every regulator reads all certificates, an enterprise its own and its people's, a site its own."""

from django.db import migrations

from zhiben.kernel.workflow.rls import case_policy

LO, PARTY = (f"(select current_setting('zhiben.{name}', true))" for name in ("lo", "party"))
OWN = f"""
    {LO} <> ''
    or ({PARTY} <> '' and ({PARTY} in ('enterprise:' || enterprise_id, 'enterprise:' || employer_id,
                                       'project:' || project_id)
        or person_id in (select p.person_id from projects_projectpost p where 'project:' || p.project_id = {PARTY})))
"""
FORWARD = f"""
    alter table certificates_certificate enable row level security;
    create policy certificates_certificate_seen on certificates_certificate using ({OWN}) with check (true);
"""
BACKWARD = """
    drop policy certificates_certificate_seen on certificates_certificate;
    alter table certificates_certificate disable row level security;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0001_tables"), ("projects", "0008_working"), ("workflow", "0001_initial"),
    ]  # fmt: skip
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunSQL(*case_policy("certificates_certificaterequest")),
    ]
