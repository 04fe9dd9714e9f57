"""Changes here reach the search documents."""

from django.db import migrations

from zhiben.kernel.search.feeds import feed


class Migration(migrations.Migration):
    dependencies = [("criteria", "0001_initial"), ("search", "0002_finding")]
    operations = [
        migrations.RunSQL(*feed("criteria_clause", "md5(code)::uuid")),
        migrations.RunSQL(*feed("criteria_edition", "md5(key)::uuid")),
    ]
