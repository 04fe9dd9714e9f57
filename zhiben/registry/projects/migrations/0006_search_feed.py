"""Changes here reach the search documents."""

from django.db import migrations

from zhiben.kernel.search.feeds import feed


class Migration(migrations.Migration):
    dependencies = [("projects", "0005_runs_forward"), ("search", "0002_finding")]
    operations = [
        migrations.RunSQL(*feed("projects_project")),
        migrations.RunSQL(*feed("projects_projectparty", "project_id")),
    ]
