"""The watches again: many rows at once are planned for as many."""

from importlib import import_module

from django.db import migrations

SAME = import_module("zhiben.domains.accidents.migrations.0005_watched").Migration.operations


class Migration(migrations.Migration):
    dependencies = [("accidents", "0006_cheaper_net")]

    operations = [*SAME]
