"""A worker leaves, what those they follow say of it, and what workers say about how many they follow."""

import benken.lib.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from benken.access.row_policies import FOLLOWED, IS_ACTOR, narrow, not_in_a_narrow_session, protect

# That somebody leaves, and that it is too much, is seen by them and by those who lead their team; nobody compares.
THEIRS = f"""
  worker_id = {IS_ACTOR} OR EXISTS (
    SELECT 1 FROM access_user AS one JOIN access_user AS actor ON actor.team_id = one.team_id
    WHERE one.id = worker_id AND actor.id = {IS_ACTOR} AND actor.subject_id IS NULL AND 'leader' = ANY (actor.roles))
"""  # noqa: S608  # our own constants


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0014_automatic_switch'),
        ('people', '0018_ending'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Leaving',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('last_on', models.DateField()),
                ('written_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('worker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['last_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='LeavingSay',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('said', models.CharField(choices=[('somebody', 'vil ha en bestemt'), ('unsure', 'vet ikke ennå'), ('anybody', 'lar teamet velge')], max_length=10)),
                ('words', models.TextField(blank=True, max_length=2000)),
                ('goodbye', models.TextField(blank=True, max_length=2000)),
                ('hello', models.TextField(blank=True, max_length=2000)),
                ('asked_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('asked_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('leaving', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='says', to='people.leaving')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('wants', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='LoadSaid',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('too_much', 'Det er for mye'), ('room', 'Jeg har plass til flere')], max_length=10)),
                ('words', models.TextField(blank=True, max_length=2000)),
                ('said_at', models.DateTimeField()),
                ('answer', models.TextField(blank=True, max_length=2000)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.team')),
                ('worker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['said_at', 'id'],
            },
        ),
        migrations.AddConstraint(
            model_name='leaving',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('worker',), name='leaving_one_stands'),
        ),
        migrations.AddConstraint(
            model_name='leavingsay',
            constraint=models.UniqueConstraint(fields=('person', 'leaving'), name='leaving_say_once'),
        ),
        migrations.AddConstraint(
            model_name='loadsaid',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('worker',), name='load_said_one_stands'),
        ),
        migrations.AddConstraint(
            model_name='loadsaid',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='load_said_answered_whole'),
        ),
        protect("people_leaving", THEIRS, check="false"),
        narrow("people_leaving", "UPDATE"),
        narrow("people_leaving", "DELETE"),
        protect("people_leavingsay", f"person_id = {FOLLOWED}", check="false"),
        narrow("people_leavingsay", "UPDATE"),
        narrow("people_leavingsay", "DELETE"),
        not_in_a_narrow_session("people_leavingsay"),
        protect("people_loadsaid", THEIRS, check="false"),
        narrow("people_loadsaid", "UPDATE"),
        narrow("people_loadsaid", "DELETE"),
    ]
