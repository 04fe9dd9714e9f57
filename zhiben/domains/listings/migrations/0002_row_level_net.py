"""Row-level security under listings and their progress."""

from django.db import migrations

from zhiben.kernel.workflow.rls import case_policy

TABLES = ("listings_listing", "listings_progressreport")


class Migration(migrations.Migration):
    dependencies = [("listings", "0001_first"), ("workflow", "0001_initial")]
    operations = [migrations.RunSQL(*case_policy(table)) for table in TABLES]
