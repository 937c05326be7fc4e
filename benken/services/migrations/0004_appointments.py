"""Appointments, standing ones, and the address a calendar fetches; and who sees and writes them."""

import benken.lib.ids
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from benken.access.row_policies import (
    IS_ACTOR,
    KNOWN,
    OPEN,
    narrow,
    not_in_a_narrow_session,
    not_in_an_emergency,
    only_these_change,
    protect,
)

# Somebody who knows no more than their own talks sees the appointments that they themselves have.
SEEN = f"person_id = {OPEN} OR (person_id = {KNOWN} AND (with_user_id = {IS_ACTOR} OR comes_along_id = {IS_ACTOR}))"
BY_A_HELPER = f"made_by_id = {IS_ACTOR} AND (SELECT subject_id IS NULL FROM access_user WHERE id = {IS_ACTOR})"
CHANGES = (
    *("starts_at", "ends_at", "what", "place", "way_there", "with_user_id", "with_words", "comes_along_id"),
    *("comes_along_words", "room", "is_home_visit", "state", "moved_from_at", "suits", "suits_words", "person_words"),
    *("news_for", "changed_by_id", "changed_at", "version"),
)


def walls(table: str, *columns: str) -> list[migrations.RunSQL]:
    """Protect a table of appointments, of which nobody but the system takes a row away or changes other columns."""
    return [
        protect(table, SEEN),
        narrow(table, "INSERT", BY_A_HELPER),
        narrow(table, "DELETE"),
        only_these_change(table, *columns),
        not_in_an_emergency(table),
    ]



class Migration(migrations.Migration):

    dependencies = [
        ("services", "0003_referrals"),
        ("people", "0011_emergency_takes_nothing"),
        ("access", "0010_log_in_use"),
    ]

    operations = [
        migrations.CreateModel(
            name='StandingAppointment',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('weekday', models.PositiveSmallIntegerField()),
                ('starts', models.TimeField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('what', models.CharField(blank=True, max_length=200)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('way_there', models.CharField(blank=True, max_length=200)),
                ('with_words', models.CharField(blank=True, max_length=100)),
                ('comes_along_words', models.CharField(blank=True, max_length=100)),
                ('room', models.CharField(blank=True, max_length=100)),
                ('is_home_visit', models.BooleanField(default=False)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('made_at', models.DateTimeField()),
                ('comes_along', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('with_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['weekday', 'starts', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('what', models.CharField(blank=True, max_length=200)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('way_there', models.CharField(blank=True, max_length=200)),
                ('with_words', models.CharField(blank=True, max_length=100)),
                ('comes_along_words', models.CharField(blank=True, max_length=100)),
                ('room', models.CharField(blank=True, max_length=100)),
                ('is_home_visit', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('planned', 'avtalt'), ('cancelled', 'avlyst'), ('held', 'ble noe av'), ('missed', 'det ble ikke noe av')], default='planned', max_length=10)),
                ('moved_from_at', models.DateTimeField(blank=True, null=True)),
                ('standing_on', models.DateField(blank=True, null=True)),
                ('suits', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('other_time', 'En annen tid'), ('other_place', 'Et annet sted'), ('company', 'At noen blir med'), ('phone', 'På telefon i stedet')], max_length=20), blank=True, default=list, size=None)),
                ('suits_words', models.CharField(blank=True, max_length=500)),
                ('person_words', models.CharField(blank=True, max_length=500)),
                ('news_for', models.CharField(blank=True, choices=[('person', 'personen'), ('helper', 'de som hjelper')], max_length=10)),
                ('made_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('comes_along', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('with_user', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('standing', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='appointments', to='services.standingappointment')),
            ],
            options={
                'ordering': ['starts_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('secret_hash', models.CharField(max_length=64, unique=True)),
                ('sessions_ended', models.PositiveIntegerField()),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('last_fetched_at', models.DateTimeField(blank=True, null=True)),
                ('hour_at', models.DateTimeField(blank=True, null=True)),
                ('fetched', models.PositiveSmallIntegerField(default=0)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('user',), name='one_running_feed')],
            },
        ),
        migrations.AddConstraint(
            model_name='standingappointment',
            constraint=models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='standing_on_a_weekday'),
        ),
        migrations.AddConstraint(
            model_name='standingappointment',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gte', 1)), name='standing_lasts'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(fields=['person', 'starts_at'], name='appointment_person'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(condition=models.Q(('with_user__isnull', False)), fields=['with_user', 'starts_at'], name='appointment_with'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(condition=models.Q(('comes_along__isnull', False)), fields=['comes_along', 'starts_at'], name='appointment_along'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(condition=models.Q(('room', ''), _negated=True), fields=['room', 'starts_at'], name='appointment_room'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='appointment_lasts'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.UniqueConstraint(fields=('standing', 'standing_on'), name='appointment_made_once'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('standing__isnull', True), ('standing_on__isnull', True)), models.Q(('standing__isnull', False), ('standing_on__isnull', False)), _connector='OR'), name='appointment_standing_has_a_day'),
        ),
        *walls("services_standingappointment", "until_on"),
        *walls("services_appointment", *CHANGES),
        # Its owner sees it, in a whole session; it is made and ended by the system, as rights are.
        protect("services_calendarfeed", f"user_id = {IS_ACTOR}", check="false"),
        narrow("services_calendarfeed", "DELETE"),
        not_in_a_narrow_session("services_calendarfeed"),
    ]
