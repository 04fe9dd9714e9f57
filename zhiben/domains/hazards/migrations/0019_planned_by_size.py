"""The watches again: many rows at once are planned for as many."""

from importlib import import_module

from django.db import migrations

SAME = import_module("zhiben.domains.hazards.migrations.0013_watched").Migration.operations


class Migration(migrations.Migration):
    dependencies = [("hazards", "0018_few_open")]

    operations = [*SAME]
