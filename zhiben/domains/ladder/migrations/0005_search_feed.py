"""Changes here reach the search documents."""

from django.db import migrations

from zhiben.kernel.search.feeds import feed


class Migration(migrations.Migration):
    dependencies = [("ladder", "0004_lists_at_size"), ("search", "0002_finding")]
    operations = [
        migrations.RunSQL(*feed("ladder_order")),
    ]
