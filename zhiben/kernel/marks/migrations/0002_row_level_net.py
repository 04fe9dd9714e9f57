"""The database's own net under marks: those of open registries for regulators, others in the division's range."""

from django.db import migrations

SEEN = """
    (place = '' and (select current_setting('zhiben.lo', true)) <> '')
    or (place >= (select current_setting('zhiben.lo', true)) and place < (select current_setting('zhiben.hi', true)))
"""
UP = f"""
    alter table marks_mark enable row level security;
    alter table marks_mark force row level security;
    create policy seen on marks_mark for select using ({SEEN});
    create policy changed on marks_mark for update using ({SEEN}) with check (true);
    create policy added on marks_mark for insert with check (true);
"""
DOWN = """
    drop policy seen on marks_mark;
    drop policy changed on marks_mark;
    drop policy added on marks_mark;
    alter table marks_mark no force row level security;
    alter table marks_mark disable row level security;
"""


class Migration(migrations.Migration):
    dependencies = [("marks", "0001_marks")]

    operations = [migrations.RunSQL(UP, DOWN)]
