"""Changes here reach the search documents."""

from django.db import migrations

from zhiben.kernel.search.feeds import feed


class Migration(migrations.Migration):
    dependencies = [("interviews", "0003_lists_at_size"), ("search", "0002_finding")]
    operations = [
        migrations.RunSQL(*feed("interviews_interview")),
    ]
