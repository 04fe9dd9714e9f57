"""Indexes over the order in which the whole list opens, for every level."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enterprises', '0003_search_feed'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='enterprise',
            index=models.Index(fields=['name', 'id'], name='enterprises_in_order'),
        ),
    ]
