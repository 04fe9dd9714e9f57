"""What figures rest on notes what changes in it."""

from django.db import migrations

from zhiben.kernel.indicators.watching import watched


class Migration(migrations.Migration):
    dependencies = [("listings", "0004_search_feed"), ("indicators", "0002_changes")]

    operations = [
        watched("listings_listing", ("province", "city", "county", "state", "listed_on", "deadline_on", "delisted_on")),
    ]
