"""What figures rest on notes what changes in it."""

from django.db import migrations

from zhiben.kernel.indicators.watching import watched


class Migration(migrations.Migration):
    dependencies = [("accidents", "0004_search_feed"), ("indicators", "0002_changes")]

    operations = [
        watched("accidents_trace", ("province", "city", "county", "state", "opened_at", "begun_on", "closed_at")),
    ]
