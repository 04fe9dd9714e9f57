"""Row-level security under reports."""

from django.db import migrations

from zhiben.kernel.workflow.rls import case_policy


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0004_reports"), ("workflow", "0001_initial")]
    operations = [migrations.RunSQL(*case_policy("campaigns_report"))]
