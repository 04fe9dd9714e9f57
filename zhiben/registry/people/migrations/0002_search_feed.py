"""Changes here reach the search documents."""

from django.db import migrations

from zhiben.kernel.search.feeds import feed


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("search", "0002_finding")]
    operations = [
        migrations.RunSQL(*feed("people_person")),
    ]
