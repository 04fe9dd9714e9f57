"""The watches again: many rows at once are planned for as many."""

from importlib import import_module

from django.db import migrations

SAME = import_module("zhiben.domains.listings.migrations.0005_watched").Migration.operations


class Migration(migrations.Migration):
    dependencies = [("listings", "0007_whole_lists")]

    operations = [*SAME]
