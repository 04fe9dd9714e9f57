"""What was told before there were channels stays in the platform: it must not go out with the first channel."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_channels")]

    operations = [
        migrations.RunSQL("update notifications_notification set planned_at = created_at", migrations.RunSQL.noop),
    ]
