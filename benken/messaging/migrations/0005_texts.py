"""Texts: on their way out and come in, what a person has said about them; and their walls.

Texts are written by the system alone. Those who follow the person see them as they see messages: nobody who is there
in an emergency does. One from a number that nobody has lies in the tray of those who take requests; one from a number
that several have is seen by those of them who follow one of the several.
"""

import benken.lib.ids
import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from benken.access.row_policies import (
    FOLLOWED,
    IS_ACTOR,
    IS_SYSTEM,
    OWN_SUBJECT,
    narrow,
    not_in_a_narrow_session,
    only_these_change,
    protect,
)

TAKES = f"""(SELECT roles && ARRAY['worker', 'leader']::varchar[] FROM access_user
             WHERE id = {IS_ACTOR} AND is_active)"""
IN_THE_TRAY = f"""person_id IS NULL AND in_tray AND {TAKES}
  AND (candidate_ids = '{{}}' OR candidate_ids && (SELECT benken_followed_subjects())::uuid[])"""
OWN_SIDE = f"author_id = {IS_ACTOR} AND from_person = coalesce(person_id = {OWN_SUBJECT}, false)"
WRITTEN_BY_SOMEBODY = "AND NOT by_text AND automatic = ''"


class Migration(migrations.Migration):

    dependencies = [
        ('followup', '0007_emergency'),
        ('messaging', '0004_emergency'),
        ('people', '0015_stays_on_the_timeline'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='IncomingText',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('gateway', models.CharField(max_length=20)),
                ('gateway_id', models.CharField(max_length=100)),
                ('number', models.CharField(max_length=20)),
                ('text', models.TextField(blank=True)),
                ('said_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('candidate_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                ('in_tray', models.BooleanField(default=False)),
                ('handled_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('given', 'lagt i en samtale'), ('request', 'ble en henvendelse'), ('thrown', 'lagt bort')], max_length=10)),
            ],
            options={
                'ordering': ['received_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Text',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=20)),
                ('body', models.TextField(max_length=1600)),
                ('automatic', models.CharField(blank=True, choices=[('reminder', 'påminnelse om en avtale'), ('weekly', 'ukas «Hvor er vi nå»'), ('away', 'svar når ingen leser'), ('keyword', 'svar på et kodeord'), ('numbers', 'numre du kan ringe')], max_length=10)),
                ('state', models.CharField(choices=[('queued', 'venter på å bli sendt'), ('sending', 'er på vei ut'), ('sent', 'sendt'), ('delivered', 'levert'), ('no_such_number', 'nummeret finnes ikke'), ('not_reached', 'telefonen var ikke å nå på tre døgn'), ('failed', 'kom ikke fram'), ('not_sent', 'ble ikke sendt')], default='queued', max_length=15)),
                ('why', models.CharField(blank=True, choices=[('stopped', 'STOPP er sagt for dette nummeret'), ('switched_off', 'automatiske SMS er skrudd av'), ('number_gone', 'nummeret skal ikke ha SMS lenger'), ('too_late', 'det ble for sent')], max_length=15)),
                ('queued_at', models.DateTimeField()),
                ('not_before_at', models.DateTimeField(blank=True, null=True)),
                ('not_after_at', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('try_at', models.DateTimeField()),
                ('sending_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('gateway', models.CharField(blank=True, max_length=20)),
                ('gateway_id', models.CharField(blank=True, max_length=100)),
            ],
            options={
                'ordering': ['queued_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='TextChoices',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='people.person')),
                ('quiet_from', models.TimeField(default=datetime.time(21, 0))),
                ('quiet_until', models.TimeField(default=datetime.time(8, 0))),
                ('reminders', models.BooleanField(default=False)),
                ('weekly', models.BooleanField(default=False)),
                ('keywords', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('goals', 'MÅL: de korte navnene på målene mine'), ('time', 'TIME: når den neste avtalen er'), ('wait', 'VENT: hva jeg venter på')], max_length=5), blank=True, default=list, size=None)),
                ('pin_hash', models.CharField(blank=True, max_length=200)),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='TextConsent',
            fields=[
                ('phone', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='people.phone')),
                ('yes_at', models.DateTimeField(blank=True, null=True)),
                ('yes_how', models.CharField(blank=True, choices=[('talk', 'i en samtale'), ('my_page', 'på Min side'), ('text', 'med SMS')], max_length=10)),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('stopped_how', models.CharField(blank=True, choices=[('talk', 'i en samtale'), ('my_page', 'på Min side'), ('text', 'med SMS')], max_length=10)),
                ('is_shared', models.BooleanField(default=False)),
                ('shows', models.CharField(choices=[('words', 'hele meldingen'), ('notice', 'bare at det har kommet en melding')], default='words', max_length=10)),
                ('is_used', models.BooleanField(default=False)),
                ('no_such_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-is_used', 'phone'],
            },
        ),
        migrations.CreateModel(
            name='TextGoal',
            fields=[
                ('goal', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='followup.goal')),
                ('name', models.CharField(max_length=30)),
            ],
            options={
                'ordering': ['goal'],
            },
        ),
        migrations.AddField(
            model_name='message',
            name='answer_by_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='answered_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='automatic',
            field=models.CharField(blank=True, choices=[('reminder', 'påminnelse om en avtale'), ('weekly', 'ukas «Hvor er vi nå»'), ('away', 'svar når ingen leser'), ('keyword', 'svar på et kodeord'), ('numbers', 'numre du kan ringe')], db_default='', default='', max_length=10),
        ),
        migrations.AddField(
            model_name='message',
            name='by_text',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='message',
            name='stand_in_asked_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='message',
            name='author',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('answer_by_at__isnull', False), ('answered_at__isnull', True), ('stand_in_asked_at__isnull', True)), fields=['answer_by_at'], name='message_to_answer'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('author__isnull', False), models.Q(('automatic', ''), ('by_text', True), ('from_person', True)), models.Q(('from_person', False), models.Q(('automatic', ''), _negated=True)), _connector='OR'), name='message_has_an_author'),
        ),
        migrations.AddField(
            model_name='incomingtext',
            name='handled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='incomingtext',
            name='message',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='messaging.message'),
        ),
        migrations.AddField(
            model_name='incomingtext',
            name='person',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='text',
            name='message',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='as_text', to='messaging.message'),
        ),
        migrations.AddField(
            model_name='text',
            name='person',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='textchoices',
            name='changed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='textconsent',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='textconsent',
            name='yes_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='textgoal',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person'),
        ),
        migrations.AddIndex(
            model_name='incomingtext',
            index=models.Index(fields=['person', '-received_at'], name='incoming_person'),
        ),
        migrations.AddIndex(
            model_name='incomingtext',
            index=models.Index(condition=models.Q(('handled_at__isnull', True), ('in_tray', True)), fields=['received_at'], name='incoming_in_tray'),
        ),
        migrations.AddIndex(
            model_name='incomingtext',
            index=models.Index(fields=['number', '-received_at'], name='incoming_number'),
        ),
        migrations.AddConstraint(
            model_name='incomingtext',
            constraint=models.UniqueConstraint(fields=('gateway', 'gateway_id'), name='incoming_once'),
        ),
        migrations.AddConstraint(
            model_name='incomingtext',
            constraint=models.CheckConstraint(condition=models.Q(('in_tray', True), models.Q(('person__isnull', False), ('text', '')), _connector='OR'), name='incoming_lies_somewhere'),
        ),
        migrations.AddConstraint(
            model_name='incomingtext',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('handled_at__isnull', True), ('outcome', '')), models.Q(('handled_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='incoming_handled_has_an_outcome'),
        ),
        migrations.AddIndex(
            model_name='text',
            index=models.Index(fields=['person', '-queued_at'], name='text_person'),
        ),
        migrations.AddIndex(
            model_name='text',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'sending'])), fields=['try_at'], name='text_waiting'),
        ),
        migrations.AddIndex(
            model_name='text',
            index=models.Index(condition=models.Q(('state', 'sent')), fields=['sent_at'], name='text_on_its_way'),
        ),
        migrations.AddIndex(
            model_name='text',
            index=models.Index(condition=models.Q(('gateway_id', ''), _negated=True), fields=['gateway', 'gateway_id'], name='text_at_gateway'),
        ),
        migrations.AddConstraint(
            model_name='text',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'not_sent'), models.Q(('why', ''), _negated=True)), models.Q(models.Q(('state', 'not_sent'), _negated=True), ('why', '')), _connector='OR'), name='text_not_sent_says_why'),
        ),
        migrations.AddIndex(
            model_name='textconsent',
            index=models.Index(fields=['person'], name='text_consent_person'),
        ),
        migrations.AddConstraint(
            model_name='textconsent',
            constraint=models.UniqueConstraint(condition=models.Q(('is_used', True)), fields=('person',), name='text_consent_used'),
        ),
        migrations.AddConstraint(
            model_name='textconsent',
            constraint=models.CheckConstraint(condition=models.Q(('is_used', False), models.Q(('stopped_at__isnull', True), ('yes_at__isnull', False)), _connector='OR'), name='text_consent_used_is_a_yes'),
        ),
        migrations.AddConstraint(
            model_name='textconsent',
            constraint=models.CheckConstraint(condition=models.Q(('is_shared', False), ('shows', 'notice'), _connector='OR'), name='text_consent_shared_shows_no_words'),
        ),
        # Everybody writes in their own name, and nobody as what is automatic or as a phone.
        migrations.RunSQL(
            f"ALTER POLICY narrow_insert ON messaging_message WITH CHECK ({IS_SYSTEM} OR ({OWN_SIDE} {WRITTEN_BY_SOMEBODY}))",
            f"ALTER POLICY narrow_insert ON messaging_message WITH CHECK ({IS_SYSTEM} OR ({OWN_SIDE}))",
        ),
        migrations.RunSQL(
            "DROP TRIGGER stands ON messaging_message",
            only_these_change("messaging_message", "read_at").sql,
        ),
        only_these_change("messaging_message", "read_at", "answered_at"),
        protect("messaging_text", f"person_id = {FOLLOWED}", check="false"),  # the system alone writes
        narrow("messaging_text", "DELETE"),
        not_in_a_narrow_session("messaging_text"),
        protect("messaging_incomingtext", f"person_id = {FOLLOWED} OR ({IN_THE_TRAY})", check="false"),
        narrow("messaging_incomingtext", "DELETE"),
        not_in_a_narrow_session("messaging_incomingtext"),
        protect("messaging_textconsent", f"person_id = {FOLLOWED}"),
        # It may be taken away: it goes with its number.
        narrow("messaging_textconsent", "INSERT", f"yes_by_id IS NULL OR yes_by_id = {IS_ACTOR}"),
        protect("messaging_textchoices", f"person_id = {FOLLOWED}"),
        narrow("messaging_textchoices", "INSERT", f"changed_by_id = {IS_ACTOR}"),
        narrow("messaging_textchoices", "DELETE"),
        protect("messaging_textgoal", f"person_id = {FOLLOWED}"),
    ]
