"""The watches again: many rows at once are planned for as many."""

from importlib import import_module

from django.db import migrations

WATCHES = ("0007_watched_by_rules", "0008_counted")
SAME = [one for name in WATCHES for one in import_module(f"zhiben.domains.certificates.migrations.{name}").Migration.operations]


class Migration(migrations.Migration):
    dependencies = [("certificates", "0008_counted")]

    operations = SAME
