"""Also carried: the deadline, the listing, what is silent, and the day of finding or closing."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hazards', '0015_cheaper_net'),
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
            name='hazard_open',
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
        migrations.RemoveIndex(
            model_name='hazard',
            name='hazard_found',
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['county', 'due_at', 'id'], include=('state', 'level', 'source', 'deadline_on', 'listing_level', 'silent', 'place', 'seen_by_parties', 'found_on'), name='hazard_open_county'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['city', 'due_at', 'id'], include=('state', 'level', 'source', 'deadline_on', 'listing_level', 'silent', 'place', 'seen_by_parties', 'found_on'), name='hazard_open_city'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['province', 'due_at', 'id'], include=('state', 'level', 'source', 'deadline_on', 'listing_level', 'silent', 'place', 'seen_by_parties', 'found_on'), name='hazard_open_province'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['due_at', 'id'], include=('state', 'level', 'source', 'deadline_on', 'listing_level', 'silent', 'place', 'seen_by_parties', 'found_on'), name='hazard_open'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(fields=['county', 'found_on', 'id'], include=('state', 'level', 'source', 'deadline_on', 'listing_level', 'silent', 'place', 'seen_by_parties', 'closed_at'), name='hazard_found_county'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(fields=['city', 'found_on', 'id'], include=('state', 'level', 'source', 'deadline_on', 'listing_level', 'silent', 'place', 'seen_by_parties', 'closed_at'), name='hazard_found_city'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(fields=['province', 'found_on', 'id'], include=('state', 'level', 'source', 'deadline_on', 'listing_level', 'silent', 'place', 'seen_by_parties', 'closed_at'), name='hazard_found_province'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(fields=['found_on', 'id'], include=('state', 'level', 'source', 'deadline_on', 'listing_level', 'silent', 'place', 'seen_by_parties', 'closed_at'), name='hazard_found'),
        ),
    ]
