"""Changes here reach the search documents."""

from django.db import migrations

from zhiben.kernel.search.feeds import feed


class Migration(migrations.Migration):
    dependencies = [("certificates", "0005_marks_not_columns"), ("search", "0002_finding")]
    operations = [
        migrations.RunSQL(*feed("certificates_certificate")),
    ]
