"""Row-level security under interviews and what was promised there."""

from django.db import migrations

from zhiben.kernel.workflow.rls import case_policy

TABLES = ("interviews_interview", "interviews_commitment")


class Migration(migrations.Migration):
    dependencies = [("interviews", "0001_first"), ("workflow", "0001_initial")]
    operations = [migrations.RunSQL(*case_policy(table)) for table in TABLES]
