"""What changes among certificates is counted again by night, and nothing else."""

from django.db import migrations

from zhiben.kernel.indicators.watching import watched


class Migration(migrations.Migration):
    dependencies = [("certificates", "0007_watched_by_rules"), ("indicators", "0002_changes")]

    operations = [
        watched(
            "certificates_certificate",
            ("province", "city", "county", "kind", "electronic", "valid_from", "valid_to", "closed_at"),
        ),
    ]
