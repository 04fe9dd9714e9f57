"""Row-level security under hazards, notices and change requests."""

from django.db import migrations

from zhiben.kernel.workflow.rls import case_policy

TABLES = ("hazards_hazard", "hazards_notice", "hazards_changerequest")


class Migration(migrations.Migration):
    dependencies = [("hazards", "0001_initial"), ("workflow", "0001_initial")]
    operations = [migrations.RunSQL(*case_policy(table)) for table in TABLES]
