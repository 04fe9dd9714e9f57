"""The net for removal too: only an import that is being taken back removes projects, and only within its own reach."""

from django.db import migrations

REMOVED = """
    create policy removed on projects_project for delete using (
        place >= (select current_setting('zhiben.lo', true)) and place < (select current_setting('zhiben.hi', true))
    )
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_declared_counts")]

    operations = [migrations.RunSQL(REMOVED, "drop policy removed on projects_project")]
