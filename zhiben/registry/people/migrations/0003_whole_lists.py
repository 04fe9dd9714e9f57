"""Indexes over the order in which the whole list opens, for every level."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0004_whole_lists"),
        ("people", "0002_search_feed"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["name", "id"], name="people_in_order"),
        ),
    ]
