"""What a list filters, counts and may see by stands in the index it reads; the nation has an index of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hazards', '0013_watched'),
        ('projects', '0007_stages_and_map'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='hazard',
            name='hazard_open_county',
        ),
        migrations.RemoveIndex(
            model_name='hazard',
            name='hazard_open_city',
        ),
        migrations.RemoveIndex(
            model_name='hazard',
            name='hazard_open_province',
        ),
        migrations.RemoveIndex(
            model_name='hazard',
            name='hazard_found_county',
        ),
        migrations.RemoveIndex(
            model_name='hazard',
            name='hazard_found_city',
        ),
        migrations.RemoveIndex(
            model_name='hazard',
            name='hazard_found_province',
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['county', 'due_at', 'id'], include=('state', 'level', 'source', 'place', 'seen_by_parties'), name='hazard_open_county'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['city', 'due_at', 'id'], include=('state', 'level', 'source', 'place', 'seen_by_parties'), name='hazard_open_city'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['province', 'due_at', 'id'], include=('state', 'level', 'source', 'place', 'seen_by_parties'), name='hazard_open_province'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['due_at', 'id'], include=('state', 'level', 'source', 'place', 'seen_by_parties'), name='hazard_open'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(fields=['county', 'found_on', 'id'], include=('state', 'level', 'source', 'place', 'seen_by_parties'), name='hazard_found_county'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(fields=['city', 'found_on', 'id'], include=('state', 'level', 'source', 'place', 'seen_by_parties'), name='hazard_found_city'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(fields=['province', 'found_on', 'id'], include=('state', 'level', 'source', 'place', 'seen_by_parties'), name='hazard_found_province'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(fields=['found_on', 'id'], include=('state', 'level', 'source', 'place', 'seen_by_parties'), name='hazard_found'),
        ),
    ]
