"""Row-level security under orders and rungs. Rungs are for regulators: a party sees what has been signed, not what may come."""

from django.db import migrations

from zhiben.kernel.workflow.rls import HI, LO, case_policy

RUNGS = f"""
    alter table ladder_rung enable row level security;
    create policy ladder_rung_seen on ladder_rung using (place >= {LO} and place < {HI}) with check (true);
"""
NO_RUNGS = "drop policy ladder_rung_seen on ladder_rung; alter table ladder_rung disable row level security;"


class Migration(migrations.Migration):
    dependencies = [("ladder", "0001_tables"), ("workflow", "0001_initial")]
    operations = [migrations.RunSQL(*case_policy("ladder_order")), migrations.RunSQL(RUNGS, NO_RUNGS)]
