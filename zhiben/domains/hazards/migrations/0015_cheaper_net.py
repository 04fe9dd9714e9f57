"""Whether a party is concerned is asked once per statement, not row by row."""

from django.db import migrations

from zhiben.kernel.workflow.rls import cheaper_policy

TABLES = ("hazards_hazard", "hazards_notice", "hazards_changerequest", "hazards_measure", "hazards_serving", "hazards_lookback", "hazards_treatmentplan", "hazards_doublereport")


class Migration(migrations.Migration):
    dependencies = [("hazards", "0014_carried_by_lists")]
    operations = [migrations.RunSQL(*cheaper_policy(table)) for table in TABLES]
