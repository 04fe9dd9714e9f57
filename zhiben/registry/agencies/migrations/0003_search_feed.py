"""Changes here reach the search documents."""

from django.db import migrations

from zhiben.kernel.search.feeds import feed


class Migration(migrations.Migration):
    dependencies = [("agencies", "0002_certificate_dates"), ("search", "0002_finding")]
    operations = [
        migrations.RunSQL(*feed("agencies_agency")),
    ]
