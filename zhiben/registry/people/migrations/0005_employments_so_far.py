"""Whoever has an employer has worked there since the day of registration, as far as anybody knows."""

from django.db import migrations

from zhiben.kernel.base.ids import NEW_ID

FILL = f"""
insert into people_employment (id, person_id, enterprise_id, title, valid_from)
select {NEW_ID}, p.id, p.employer_id, '', (p.created_at at time zone 'Asia/Shanghai')::date
  from people_person p where p.employer_id is not null
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0004_working")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
