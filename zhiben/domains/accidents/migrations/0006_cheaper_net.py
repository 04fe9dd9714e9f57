"""Whether a party is concerned is asked once per statement, not row by row."""

from django.db import migrations

from zhiben.kernel.workflow.rls import cheaper_policy

TABLES = ("accidents_incident", "accidents_trace")


class Migration(migrations.Migration):
    dependencies = [("accidents", "0005_watched")]
    operations = [migrations.RunSQL(*cheaper_policy(table)) for table in TABLES]
