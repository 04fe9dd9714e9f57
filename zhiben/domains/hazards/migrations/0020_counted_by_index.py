"""What is open is counted from its index alone, and so are the notices nobody has received yet."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hazards', '0019_planned_by_size'),
        ('papers', '0005_corrections_by_ledger'),
        ('projects', '0013_history_by_set'),
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
            name='hazard_open_major',
        ),
        migrations.RemoveIndex(
            model_name='hazard',
            name='hazard_open_listed',
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['county', 'due_at', 'id'], include=('state', 'level', 'source', 'deadline_on', 'listing_level', 'silent', 'place', 'seen_by_parties', 'found_on', 'closed_at'), name='hazard_open_county'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['city', 'due_at', 'id'], include=('state', 'level', 'source', 'deadline_on', 'listing_level', 'silent', 'place', 'seen_by_parties', 'found_on', 'closed_at'), name='hazard_open_city'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['province', 'due_at', 'id'], include=('state', 'level', 'source', 'deadline_on', 'listing_level', 'silent', 'place', 'seen_by_parties', 'found_on', 'closed_at'), name='hazard_open_province'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['due_at', 'id'], include=('state', 'level', 'source', 'deadline_on', 'listing_level', 'silent', 'place', 'seen_by_parties', 'found_on', 'closed_at'), name='hazard_open'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(condition=models.Q(('closed_at', None), ('level', 'MAJOR')), fields=['due_at', 'id'], include=('province', 'city', 'county', 'state', 'level', 'source', 'deadline_on', 'listing_level', 'silent', 'place', 'seen_by_parties', 'found_on', 'closed_at'), name='hazard_open_major'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(condition=models.Q(('closed_at', None), models.Q(('listing_level', ''), _negated=True)), fields=['due_at', 'id'], include=('province', 'city', 'county', 'state', 'level', 'source', 'deadline_on', 'listing_level', 'silent', 'place', 'seen_by_parties', 'found_on', 'closed_at'), name='hazard_open_listed'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('received_at', None), ('state', 'ISSUED')), fields=['visited_on', 'id'], include=('province', 'city', 'county', 'place', 'seen_by_parties'), name='notice_unsigned'),
        ),
    ]
