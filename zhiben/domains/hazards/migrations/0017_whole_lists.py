"""Indexes over the order in which the whole list opens, for every level."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enterprises', '0004_whole_lists'),
        ('hazards', '0016_more_carried_by_lists'),
        ('papers', '0004_wrong_tries'),
        ('projects', '0007_stages_and_map'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='notice',
            name='notice_by_visit',
        ),
        migrations.AddIndex(
            model_name='lookback',
            index=models.Index(fields=['county', 'due_at', 'id'], include=('state', 'place', 'seen_by_parties', 'closed_at'), name='look_back_list_county'),
        ),
        migrations.AddIndex(
            model_name='lookback',
            index=models.Index(fields=['city', 'due_at', 'id'], include=('state', 'place', 'seen_by_parties', 'closed_at'), name='look_back_list_city'),
        ),
        migrations.AddIndex(
            model_name='lookback',
            index=models.Index(fields=['province', 'due_at', 'id'], include=('state', 'place', 'seen_by_parties', 'closed_at'), name='look_back_list_province'),
        ),
        migrations.AddIndex(
            model_name='lookback',
            index=models.Index(fields=['due_at', 'id'], include=('state', 'place', 'seen_by_parties', 'closed_at'), name='look_back_list_nation'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['county', 'visited_on', 'id'], include=('state', 'place', 'seen_by_parties', 'kind', 'received_at'), name='notice_list_county'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['city', 'visited_on', 'id'], include=('state', 'place', 'seen_by_parties', 'kind', 'received_at'), name='notice_list_city'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['province', 'visited_on', 'id'], include=('state', 'place', 'seen_by_parties', 'kind', 'received_at'), name='notice_list_province'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['visited_on', 'id'], include=('state', 'place', 'seen_by_parties', 'kind', 'received_at'), name='notice_list_nation'),
        ),
        migrations.AddIndex(
            model_name='serving',
            index=models.Index(fields=['county', 'due_at', 'id'], include=('state', 'place', 'seen_by_parties', 'closed_at'), name='serving_list_county'),
        ),
        migrations.AddIndex(
            model_name='serving',
            index=models.Index(fields=['city', 'due_at', 'id'], include=('state', 'place', 'seen_by_parties', 'closed_at'), name='serving_list_city'),
        ),
        migrations.AddIndex(
            model_name='serving',
            index=models.Index(fields=['province', 'due_at', 'id'], include=('state', 'place', 'seen_by_parties', 'closed_at'), name='serving_list_province'),
        ),
        migrations.AddIndex(
            model_name='serving',
            index=models.Index(fields=['due_at', 'id'], include=('state', 'place', 'seen_by_parties', 'closed_at'), name='serving_list_nation'),
        ),
    ]
