"""Changes here reach the search documents."""

from django.db import migrations

from zhiben.kernel.search.feeds import feed


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0002_heads"), ("search", "0002_finding")]
    operations = [
        migrations.RunSQL(*feed("enterprises_enterprise")),
    ]
