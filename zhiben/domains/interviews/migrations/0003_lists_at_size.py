"""Indexes for what a leader, a city or a province looks through."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('interviews', '0002_row_level_net'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['county', 'due_at', 'id'], name='commitment_open_county'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['city', 'due_at', 'id'], name='commitment_open_city'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['province', 'due_at', 'id'], name='commitment_open_province'),
        ),
    ]
