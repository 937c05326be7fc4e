"""Stays: rows of the record, closed to who is there in an emergency and in a narrow session."""

import benken.lib.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from benken.access.row_policies import FOLLOWED, IS_ACTOR, narrow, not_in_a_narrow_session, only_these_change, protect


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0013_kinds_of_entries"),
        ("services", "0007_options"),
        ("followup", "0007_emergency"),  # where the function behind FOLLOWED is made
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Stay',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('detox', 'avrusning'), ('treatment', 'behandling'), ('hospital', 'sykehus'), ('prison', 'fengsel'), ('other', 'et annet sted')], max_length=10)),
                ('place', models.CharField(blank=True, max_length=150)),
                ('from_on', models.DateField()),
                ('planned_end_on', models.DateField(blank=True, null=True)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('end_reason', models.CharField(blank=True, choices=[('as_agreed', 'som avtalt'), ('sent_out', 'stedet skrev ut etter en sprekk'), ('needed_the_bed', 'stedet trengte plassen'), ('closed', 'stedet stengte'), ('house_rules', 'reglene der passet ikke'), ('did_not_fit', 'tilbudet passet ikke'), ('too_far', 'det var for langt unna'), ('elsewhere', 'et annet sted passet bedre'), ('other', 'noe annet ved stedet'), ('own_words', 'med egne ord, under')], max_length=15)),
                ('end_words', models.CharField(blank=True, max_length=1000)),
                ('written_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('referral', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='services.referral')),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='services.service')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['from_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='StayLine',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('about', models.CharField(choices=[('soon', 'ut snart, og ingen avtale før det'), ('passed', 'dagen har passert')], max_length=6)),
                ('on_day', models.DateField()),
                ('told_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('stay', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='services.stay')),
            ],
            options={
                'ordering': ['told_at', 'id'],
            },
        ),
        migrations.AddIndex(
            model_name='stay',
            index=models.Index(fields=['person', 'from_on'], name='stay_person'),
        ),
        migrations.AddIndex(
            model_name='stay',
            index=models.Index(condition=models.Q(('ended_on__isnull', True)), fields=['planned_end_on'], name='stay_gate'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('end_words', ''), ('ended_on__isnull', True)), models.Q(('ended_on__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='stay_end_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end_reason', 'own_words'), _negated=True), models.Q(('end_words', ''), _negated=True), _connector='OR'), name='stay_own_words_stand'),
        ),
        migrations.AddConstraint(
            model_name='stayline',
            constraint=models.UniqueConstraint(fields=('stay', 'about', 'on_day'), name='stay_line_once'),
        ),
        protect("services_stay", f"person_id = {FOLLOWED}"),
        narrow("services_stay", "INSERT", f"written_by_id = {IS_ACTOR}"),
        narrow("services_stay", "DELETE"),
        not_in_a_narrow_session("services_stay"),
        only_these_change(
            "services_stay",
            *("kind", "service_id", "place", "referral_id", "from_on", "planned_end_on"),
            *("ended_on", "end_reason", "end_words", "version"),
        ),
        protect("services_stayline", f"person_id = {FOLLOWED}", check="false"),  # the job alone writes
        narrow("services_stayline", "DELETE"),
        not_in_a_narrow_session("services_stayline"),
    ]
