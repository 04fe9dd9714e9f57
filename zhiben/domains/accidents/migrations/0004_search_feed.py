"""Changes here reach the search documents."""

from django.db import migrations

from zhiben.kernel.search.feeds import feed


class Migration(migrations.Migration):
    dependencies = [("accidents", "0003_task_position"), ("search", "0002_finding")]
    operations = [
        migrations.RunSQL(*feed("accidents_incident")),
        migrations.RunSQL(*feed("accidents_trace")),
    ]
