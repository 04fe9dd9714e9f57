"""Changes here reach the search documents."""

from django.db import migrations

from zhiben.kernel.search.feeds import feed


class Migration(migrations.Migration):
    dependencies = [("listings", "0003_public_words"), ("search", "0002_finding")]
    operations = [
        migrations.RunSQL(*feed("listings_listing")),
    ]
