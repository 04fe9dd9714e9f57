"""Indexes for what a leader, a city or a province looks through."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hazards', '0010_lists_at_size'),
        ('ladder', '0003_outcome_words'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='rung',
            index=models.Index(condition=models.Q(('outcome', 'DRAFTED')), fields=['project_id'], name='rung_drafted'),
        ),
        migrations.AddIndex(
            model_name='rung',
            index=models.Index(condition=models.Q(('outcome', 'BATCH')), fields=['reached_at', 'id'], name='rung_for_batch'),
        ),
    ]
