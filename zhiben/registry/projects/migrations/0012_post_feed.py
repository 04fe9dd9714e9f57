"""Who is appointed to a site reaches the documents of what that person holds."""

from django.db import migrations

from zhiben.kernel.search.feeds import feed


class Migration(migrations.Migration):
    dependencies = [("projects", "0011_site_worker_order"), ("search", "0005_finding")]
    operations = [migrations.RunSQL(*feed("projects_projectpost", "person_id"))]
