"""Row-level security under corrections: as under every case, and open to every regulator where the register is.

What readers are told has none: it stands where the record does and is read by people of any division.
"""

from django.db import migrations

from zhiben.kernel.workflow.rls import LO, case_policy

TABLE = "records_correction"
FORWARD, BACKWARD = case_policy(TABLE)
OPEN = f"create policy {TABLE}_open on {TABLE} using (open_register and {LO} <> '');"


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial"), ("workflow", "0001_initial")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunSQL(OPEN, f"drop policy {TABLE}_open on {TABLE};"),
    ]
