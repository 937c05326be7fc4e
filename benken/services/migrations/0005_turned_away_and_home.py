"""Turned away, and home: rows of the record, closed to who is there in an emergency and in a narrow session."""

import benken.lib.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from benken.access.row_policies import FOLLOWED, IS_ACTOR, narrow, not_in_a_narrow_session, only_these_change, protect


def walls(table: str, *changing: str) -> list[migrations.RunSQL]:
    """Let those who follow the person read and write; everybody in their own name, and only what changes changes."""
    return [
        protect(table, f"person_id = {FOLLOWED}"),
        narrow(table, "INSERT", f"written_by_id = {IS_ACTOR}"),
        narrow(table, "DELETE"),
        not_in_a_narrow_session(table),
        only_these_change(table, *changing),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0004_appointments"),
        ("people", "0013_kinds_of_entries"),
        ("followup", "0007_emergency"),  # where the function behind FOLLOWED is made
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Home',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('municipal', 'kommunal bolig'), ('rented', 'leier privat'), ('own', 'eier selv'), ('with_others', 'hos familie eller venner'), ('staffed', 'bolig med ansatte'), ('shelter', 'midlertidig sted å bo'), ('institution', 'institusjon, sykehus eller fengsel'), ('none', 'har ikke et sted nå'), ('other', 'noe annet')], max_length=15)),
                ('owner', models.CharField(blank=True, max_length=150)),
                ('with_follow_up', models.BooleanField(blank=True, null=True)),
                ('words', models.CharField(blank=True, max_length=1000)),
                ('since_on', models.DateField(blank=True, null=True)),
                ('until_on', models.DateField(blank=True, null=True)),
                ('written_at', models.DateTimeField()),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-written_at', '-id'],
                'indexes': [models.Index(fields=['person', '-written_at'], name='home_person')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until_on__isnull', True)), fields=('person',), name='home_one_now')],
            },
        ),
        migrations.CreateModel(
            name='HomeFault',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('broken', 'noe er ødelagt'), ('unsafe', 'det er utrygt')], default='broken', max_length=10)),
                ('words', models.CharField(max_length=1000)),
                ('told_to', models.CharField(blank=True, max_length=150)),
                ('told_on', models.DateField(blank=True, null=True)),
                ('answer', models.CharField(blank=True, max_length=1000)),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('mended_on', models.DateField(blank=True, null=True)),
                ('written_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-written_at', '-id'],
                'indexes': [models.Index(fields=['person', '-written_at'], name='home_fault_person')],
            },
        ),
        migrations.CreateModel(
            name='TurnedAway',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('place', models.CharField(max_length=150)),
                ('body', models.CharField(choices=[('health', 'sykehus, behandling eller lege'), ('municipality', 'kommunen eller NAV'), ('other', 'et annet sted')], max_length=15)),
                ('kind', models.CharField(choices=[('full', 'Det var fullt'), ('not_fitting', '«Stedet passer ikke for deg»'), ('for_use', 'Nei på grunn av rusmiddelbruk'), ('after_slip', 'Skrevet ut etter en sprekk'), ('not_ready', '«Du er ikke klar»'), ('lacked_papers', 'Manglet papirer eller henvisning'), ('sent_on', 'Sendt videre til et annet sted'), ('not_welcome', 'Ikke tatt imot på en god måte'), ('other', 'Noe annet')], max_length=15)),
                ('told_on', models.DateField()),
                ('asked_for', models.CharField(blank=True, max_length=1000)),
                ('reason', models.CharField(blank=True, max_length=1000)),
                ('written_at', models.DateTimeField()),
                ('complaint', models.TextField(blank=True, max_length=4000)),
                ('complaint_version', models.PositiveIntegerField(default=0)),
                ('sent_on', models.DateField(blank=True, null=True)),
                ('answer', models.CharField(blank=True, max_length=1000)),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='services.service')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-told_on', '-id'],
                'indexes': [models.Index(fields=['person', '-told_on'], name='turned_away_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('sent_on__isnull', True), models.Q(('complaint', ''), _negated=True), _connector='OR'), name='complaint_sent_has_words'), models.CheckConstraint(condition=models.Q(('answered_on__isnull', True), ('sent_on__isnull', False), _connector='OR'), name='complaint_answered_when_sent')],
            },
        ),
        *walls("services_turnedaway", "complaint", "complaint_version", "sent_on", "answer", "answered_on"),
        *walls("services_home", "until_on"),
        *walls(
            "services_homefault", "words", "told_to", "told_on", "answer", "answered_on", "mended_on", "version"
        ),
    ]
