"""Row-level security under incidents and traces."""

from django.db import migrations

from zhiben.kernel.workflow.rls import case_policy

TABLES = ("accidents_incident", "accidents_trace")


class Migration(migrations.Migration):
    dependencies = [("accidents", "0001_first"), ("workflow", "0001_initial")]
    operations = [migrations.RunSQL(*case_policy(table)) for table in TABLES]
