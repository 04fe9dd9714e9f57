"""Indexes for what a leader, a city or a province looks through."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enterprises', '0002_heads'),
        ('hazards', '0009_look_backs'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='lookback',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['province', 'due_at', 'id'], name='look_back_open_province'),
        ),
        migrations.AddIndex(
            model_name='serving',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['city', 'due_at', 'id'], name='serving_open_city'),
        ),
        migrations.AddIndex(
            model_name='serving',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['province', 'due_at', 'id'], name='serving_open_province'),
        ),
    ]
