"""Indexes over the order in which the whole list opens, for every level."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('listings', '0006_cheaper_net'),
        ('projects', '0007_stages_and_map'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(fields=['county', 'due_at', 'id'], include=('state', 'place', 'seen_by_parties', 'closed_at'), name='listing_list_county'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(fields=['city', 'due_at', 'id'], include=('state', 'place', 'seen_by_parties', 'closed_at'), name='listing_list_city'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(fields=['province', 'due_at', 'id'], include=('state', 'place', 'seen_by_parties', 'closed_at'), name='listing_list_province'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(fields=['due_at', 'id'], include=('state', 'place', 'seen_by_parties', 'closed_at'), name='listing_list_nation'),
        ),
    ]
