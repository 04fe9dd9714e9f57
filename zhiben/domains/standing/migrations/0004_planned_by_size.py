"""The watches again: many rows at once are planned for as many."""

from importlib import import_module

from django.db import migrations

SAME = import_module("zhiben.domains.standing.migrations.0002_watched").Migration.operations


class Migration(migrations.Migration):
    dependencies = [("standing", "0003_finding_tasks")]

    operations = [*SAME]
