"""Whether a party is concerned is asked once per statement, not row by row."""

from django.db import migrations

from zhiben.kernel.workflow.rls import cheaper_policy

TABLES = ("interviews_interview", "interviews_commitment")


class Migration(migrations.Migration):
    dependencies = [("interviews", "0004_search_feed")]
    operations = [migrations.RunSQL(*cheaper_policy(table)) for table in TABLES]
