"""Who is party to a case changes who may find it."""

from django.db import migrations

from zhiben.kernel.search.feeds import feed


class Migration(migrations.Migration):
    dependencies = [("search", "0002_finding"), ("workflow", "0001_initial")]
    operations = [migrations.RunSQL(*feed("workflow_caseparty", "case_id"))]
