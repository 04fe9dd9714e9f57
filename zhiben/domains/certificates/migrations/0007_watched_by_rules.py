"""A certificate's number that comes, goes or changes hands is asked about again."""

from django.db import migrations

from zhiben.kernel.rules.dirty import Concern, concerning

KEYS = [Concern(rule="certificate-two-people", keys="select c.number_key from changed c where c.number_key <> ''")]


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0006_search_feed"),
        ("rules", "0002_row_level_security"),
        ("people", "0005_employments_so_far"),
    ]

    operations = [
        concerning("rules", "certificates_certificate", ("number_key", "person_id", "closed_at"), KEYS),
        concerning("rules", "people_statedcertificate", ("number_key", "person_id", "linked"), KEYS),
    ]
