"""Asking for help, and its walls."""

import benken.lib.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from benken.access.row_policies import (
    IN_EMERGENCY,
    IS_ACTOR,
    OPEN,
    narrow,
    not_in_a_narrow_session,
    only_these_change,
    protect,
)

# Those who take requests, by role; and their team. Until it is linked to a person by the person's own wish, a request
# is the team's it came to, or everybody's who takes requests if it came to none. After that it is of the record.
TAKES = f"""(SELECT roles && ARRAY['worker', 'leader']::varchar[] FROM access_user
             WHERE id = {IS_ACTOR} AND is_active)"""
TEAM = f"(SELECT team_id FROM access_user WHERE id = {IS_ACTOR})"
OF_THE_TEAM = f"person_id IS NULL AND {TAKES} AND (team_id IS NULL OR team_id = {TEAM})"
OF_THE_RECORD = f"person_id = {OPEN} AND NOT person_id = {IN_EMERGENCY}"
OF_A_REQUEST = "EXISTS (SELECT 1 FROM services_request r WHERE r.id = asked_id)"  # seen with the same eyes
OF_AN_OPEN_ONE = (
    "EXISTS (SELECT 1 FROM services_request r WHERE r.id = asked_id AND r.person_id IS NULL AND r.ended_at IS NULL)"
)


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0010_log_in_use'),
        ('people', '0013_kinds_of_entries'),
        ('services', '0001_places'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Request',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('received_at', models.DateTimeField()),
                ('via', models.CharField(choices=[('door', 'i døra'), ('phone', 'på telefon'), ('web', 'på nett'), ('paper', 'på papir')], default='web', max_length=10)),
                ('asker', models.CharField(blank=True, choices=[('self', 'Jeg spør for meg selv'), ('close', 'Jeg er familie eller venn'), ('doctor', 'Jeg er fastlege'), ('service', 'Jeg jobber et annet sted')], max_length=10)),
                ('called', models.CharField(blank=True, max_length=100)),
                ('phone', models.CharField(blank=True, max_length=60)),
                ('email', models.CharField(blank=True, max_length=150)),
                ('comes_by', models.BooleanField(default=False)),
                ('may_leave_message', models.BooleanField(default=False)),
                ('suits', models.CharField(blank=True, max_length=200)),
                ('words', models.TextField(blank=True)),
                ('language', models.CharField(blank=True, max_length=60)),
                ('area', models.CharField(blank=True, max_length=100)),
                ('one_of_many', models.BooleanField(default=False)),
                ('answer_by_on', models.DateField()),
                ('owner_since_at', models.DateTimeField(blank=True, null=True)),
                ('first_talk_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('known', 'ble kjent her'), ('got_it', 'fikk det som trengtes'), ('no_more', 'ønsket ikke mer nå'), ('sent_on', 'fikk følge videre'), ('not_reached', 'vi fikk ikke tak i den som spurte'), ('taken_back', 'trukket av den som spurte')], max_length=12)),
                ('outcome_words', models.CharField(blank=True, max_length=1000)),
                ('code_hash', models.CharField(blank=True, max_length=64)),
                ('once_hash', models.CharField(blank=True, max_length=64)),
                ('words_gone_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('taken_in_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.team')),
            ],
            options={
                'ordering': ['received_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='RequestNote',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('tried', 'forsøkt'), ('added', 'lagt til av den som spurte'), ('given', 'gitt til en annen'), ('ended', 'avsluttet, og åpnet igjen')], max_length=10)),
                ('at', models.DateTimeField()),
                ('words', models.TextField(blank=True)),
                ('asked', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='services.request')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.AddIndex(
            model_name='request',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['answer_by_on'], name='request_open'),
        ),
        migrations.AddIndex(
            model_name='request',
            index=models.Index(condition=models.Q(('words_gone_at__isnull', True)), fields=['ended_at'], name='request_ended'),
        ),
        migrations.AddConstraint(
            model_name='request',
            constraint=models.UniqueConstraint(condition=models.Q(('code_hash', ''), _negated=True), fields=('code_hash',), name='one_request_of_a_code'),
        ),
        migrations.AddConstraint(
            model_name='request',
            constraint=models.UniqueConstraint(condition=models.Q(('once_hash', ''), _negated=True), fields=('once_hash',), name='one_request_of_a_form'),
        ),
        migrations.AddConstraint(
            model_name='request',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('owner__isnull', True), ('owner_since_at__isnull', True)), models.Q(('owner__isnull', False), ('owner_since_at__isnull', False)), _connector='OR'), name='request_owned_since'),
        ),
        migrations.AddConstraint(
            model_name='request',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('outcome', '')), models.Q(('ended_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='request_ends_with_an_outcome'),
        ),
        protect("services_request", f"({OF_THE_TEAM}) OR ({OF_THE_RECORD})"),
        narrow("services_request", "INSERT"),
        narrow("services_request", "UPDATE", "person_id IS NULL"),
        narrow("services_request", "DELETE"),
        not_in_a_narrow_session("services_request"),
        # What the asker said stands; those who take it say what they do with it.
        only_these_change(
            "services_request",
            *("owner_id", "owner_since_at", "team_id", "first_talk_at"),
            *("ended_at", "ended_by_id", "outcome", "outcome_words"),
        ),
        protect("services_requestnote", OF_A_REQUEST, check=f"by_id = {IS_ACTOR} AND {OF_AN_OPEN_ONE}"),
        narrow("services_requestnote", "UPDATE"),
        narrow("services_requestnote", "DELETE"),
    ]
