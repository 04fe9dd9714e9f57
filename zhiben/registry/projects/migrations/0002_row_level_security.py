"""The database's own net under projects: a division's range of paths, or a part taken in the project.

Party rows of the past count here too: the net is wider than ``visible_to``, never narrower. Settings are read in
sub-selects so that they are evaluated once per statement.
"""

from django.db import migrations

IN_RANGE = """
    place >= (select current_setting('zhiben.lo', true)) and place < (select current_setting('zhiben.hi', true))
"""
ENTERPRISE = """
    (select case when current_setting('zhiben.party', true) like 'enterprise:%'
                 then substr(current_setting('zhiben.party', true), 12)::uuid end)
"""
PROJECT = """
    (select case when current_setting('zhiben.party', true) like 'project:%'
                 then substr(current_setting('zhiben.party', true), 9)::uuid end)
"""


def policies(table: str, key: str) -> str:
    seen = f"""
        ({IN_RANGE})
        or {key} = {PROJECT}
        or {key} in (select project_id from projects_projectparty where enterprise_id = {ENTERPRISE})
        or {key} in (select project_id from projects_projectpost where enterprise_id = {ENTERPRISE})
    """
    return f"""
        alter table {table} enable row level security;
        alter table {table} force row level security;
        create policy seen on {table} for select using ({seen});
        create policy changed on {table} for update using ({seen}) with check (true);
        create policy added on {table} for insert with check (true);
    """


def no_policies(table: str) -> str:
    return f"""
        drop policy seen on {table};
        drop policy changed on {table};
        drop policy added on {table};
        alter table {table} no force row level security;
        alter table {table} disable row level security;
    """


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]

    operations = [
        migrations.RunSQL(policies("projects_project", "id"), no_policies("projects_project")),
        migrations.RunSQL(policies("projects_projectevent", "pgh_obj_id"), no_policies("projects_projectevent")),
    ]
