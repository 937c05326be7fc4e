"""Referrals and waits: the tables and their walls.

Those who follow the person record; nobody who is there in an emergency sees or writes anything, and no narrow session
does. The person sees all of it; what they do themself (taking their own back) is done by the system, and so is what
the receiver answers. A receiver sees the row of the referral, which is the letter, while it is with the place whose
editor they are, and nothing else. So who edits a place is written by the system alone.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import benken.lib.ids
from benken.access.row_policies import (
    FOLLOWED,
    IS_ACTOR,
    OWN_SUBJECT,
    narrow,
    not_in_a_narrow_session,
    not_in_an_emergency,
    only_these_change,
    protect,
)

# As policies/referrals.py has them; a test holds the two together.
MOVES = """
drafted>sent drafted>withdrawn
sent>received sent>assessed sent>offered sent>started sent>declined sent>withdrawn
received>assessed received>offered received>started received>declined received>withdrawn
assessed>offered assessed>started assessed>declined assessed>withdrawn
offered>started offered>declined offered>withdrawn
started>ended
declined>sent declined>assessed declined>offered declined>withdrawn
withdrawn>sent
""".split()
ONLY_FORWARD = f"""
CREATE FUNCTION services_referral_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT benken_actor_is_system() AND NOT (OLD.state || '>' || NEW.state) = ANY ('{{{",".join(MOVES)}}}'::text[]) THEN
    RAISE EXCEPTION 'a referral does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_forward BEFORE UPDATE ON services_referral FOR EACH ROW
  WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION services_referral_goes_on();
"""
LETTER_PLACES = """
CREATE FUNCTION benken_letter_places() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(array_agg(place_id), '{}') FROM public.services_placeeditor
        WHERE user_id = benken_actor_id() $$;
"""
WITH_THEM = """place_id = ANY ((SELECT benken_letter_places())::uuid[])
  AND state IN ('sent', 'received', 'assessed', 'offered', 'started')"""
BY_THOSE_WHO_FOLLOW = f"person_id = {FOLLOWED} AND person_id IS DISTINCT FROM {OWN_SUBJECT}"
COURSE = ("place_id", "track", "state", "state_on", "expected_start_on", "expected_end_on", "changed_at", "version")
WORDS = ("kind", "service_id", "to_words", "name_in_letter", "purpose", "hopes", "letter", "after_id")


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0002_requests"),
        ("people", "0013_kinds_of_entries"),
        ("followup", "0007_emergency"),  # benken_followed_subjects
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('referral', 'Henvisning'), ('application', 'Søknad')], default='referral', max_length=15)),
                ('to_words', models.CharField(max_length=150)),
                ('track', models.CharField(blank=True, max_length=20)),
                ('name_in_letter', models.CharField(max_length=150)),
                ('purpose', models.CharField(max_length=300)),
                ('hopes', models.TextField(blank=True, max_length=4000)),
                ('letter', models.TextField(blank=True, max_length=20000)),
                ('expected_start_on', models.DateField(blank=True, null=True)),
                ('expected_end_on', models.DateField(blank=True, null=True)),
                ('state', models.CharField(choices=[('drafted', 'skrives'), ('sent', 'sendt'), ('received', 'mottatt'), ('assessed', 'vurdert'), ('offered', 'tilbudt plass'), ('started', 'i gang'), ('ended', 'ferdig'), ('declined', 'de sa nei'), ('withdrawn', 'trukket')], default='drafted', max_length=10)),
                ('state_on', models.DateField()),
                ('drafted_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('after', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='services.referral')),
                ('drafted_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('place', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.place')),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.service')),
            ],
            options={
                'ordering': ['-drafted_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ReferralStep',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('from_state', models.CharField(blank=True, choices=[('drafted', 'skrives'), ('sent', 'sendt'), ('received', 'mottatt'), ('assessed', 'vurdert'), ('offered', 'tilbudt plass'), ('started', 'i gang'), ('ended', 'ferdig'), ('declined', 'de sa nei'), ('withdrawn', 'trukket')], max_length=10)),
                ('to_state', models.CharField(choices=[('drafted', 'skrives'), ('sent', 'sendt'), ('received', 'mottatt'), ('assessed', 'vurdert'), ('offered', 'tilbudt plass'), ('started', 'i gang'), ('ended', 'ferdig'), ('declined', 'de sa nei'), ('withdrawn', 'trukket')], max_length=10)),
                ('on_day', models.DateField()),
                ('source', models.CharField(choices=[('letter', 'i et brev'), ('phone', 'på telefon'), ('digital', 'i et annet datasystem'), ('in_person', 'ansikt til ansikt'), ('here', 'svart her i Benken'), ('together', 'vi satt sammen')], max_length=10)),
                ('words', models.TextField(blank=True, max_length=4000)),
                ('reason', models.CharField(blank=True, choices=[('full', 'de har ikke plass'), ('not_made_for', 'tilbudet er ikke laget for det som trengs'), ('area', 'de tar bare imot fra et annet område'), ('other_ought', 'de mener et annet sted skal ta det'), ('closed', 'tilbudet er stengt eller lagt ned'), ('more_wanted', 'de vil ha flere opplysninger først'), ('none_given', 'de ga ingen grunn'), ('wait_too_long', 'ventetida var for lang'), ('did_not_fit', 'tilbudet passet ikke'), ('too_far', 'det var for langt unna'), ('house_rules', 'reglene der passet ikke'), ('other_way', 'noe annet passet bedre'), ('not_asked', 'det trengs ingen grunn'), ('other', 'noe annet ved tilbudet')], max_length=15)),
                ('is_undo', models.BooleanField(default=False)),
                ('recorded_at', models.DateTimeField()),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('recorded_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('referral', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='services.referral')),
            ],
            options={
                'ordering': ['recorded_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Wait',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('drafted', 'skrives'), ('sent', 'sendt'), ('received', 'mottatt'), ('assessed', 'vurdert'), ('offered', 'tilbudt plass'), ('started', 'i gang'), ('ended', 'ferdig'), ('declined', 'de sa nei'), ('withdrawn', 'trukket')], max_length=10)),
                ('ball', models.CharField(choices=[('us', 'en av oss'), ('receiver', 'de som skal svare'), ('person', 'personen selv')], max_length=10)),
                ('ball_words', models.CharField(blank=True, max_length=150)),
                ('since_on', models.DateField()),
                ('next_on', models.DateField()),
                ('limit_on', models.DateField(blank=True, null=True)),
                ('limit_code', models.CharField(blank=True, max_length=20)),
                ('meanwhile', models.TextField(blank=True, max_length=1000)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('changed_at', models.DateTimeField()),
                ('ball_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('referral', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='waits', to='services.referral')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='services.referralstep')),
            ],
            options={
                'ordering': ['since_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='WaitLine',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('about', models.CharField(choices=[('next', 'dagen vi skulle vite mer'), ('limit', 'fristen')], max_length=5)),
                ('on_day', models.DateField()),
                ('ball', models.CharField(choices=[('us', 'en av oss'), ('receiver', 'de som skal svare'), ('person', 'personen selv')], max_length=10)),
                ('ball_words', models.CharField(blank=True, max_length=150)),
                ('next_on', models.DateField()),
                ('told_at', models.DateTimeField()),
                ('ball_user', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('wait', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='services.wait')),
            ],
            options={
                'ordering': ['on_day', 'id'],
            },
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['person', '-drafted_at'], name='referral_person'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('place__isnull', False)), fields=['place', 'state'], name='referral_place'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('to_words', ''), _negated=True), name='referral_to_somebody'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'drafted'), _negated=True), ('place', None), _connector='OR'), name='referral_draft_is_nowhere'),
        ),
        migrations.AddIndex(
            model_name='referralstep',
            index=models.Index(fields=['referral', 'recorded_at'], name='referral_step_order'),
        ),
        migrations.AddIndex(
            model_name='referralstep',
            index=models.Index(fields=['person'], name='referral_step_person'),
        ),
        migrations.AddConstraint(
            model_name='referralstep',
            constraint=models.CheckConstraint(condition=models.Q(('is_undo', True), models.Q(('to_state__in', ['declined', 'withdrawn']), models.Q(('reason', ''), _negated=True)), models.Q(models.Q(('to_state__in', ['declined', 'withdrawn']), _negated=True), ('reason', '')), _connector='OR'), name='referral_step_reason_where_not'),
        ),
        migrations.AddIndex(
            model_name='wait',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['person'], name='wait_person'),
        ),
        migrations.AddIndex(
            model_name='wait',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['next_on'], name='wait_next'),
        ),
        migrations.AddConstraint(
            model_name='wait',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('referral',), name='wait_one_runs'),
        ),
        migrations.AddConstraint(
            model_name='wait',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ball', 'us'), _negated=True), ('ball_user__isnull', False), _connector='OR'), name='wait_somebody_of_us'),
        ),
        migrations.AddConstraint(
            model_name='wait',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('limit_code', ''), ('limit_on', None)), models.Q(('limit_on__isnull', False), models.Q(('limit_code', ''), _negated=True)), _connector='OR'), name='wait_limit_whole'),
        ),
        migrations.AddConstraint(
            model_name='waitline',
            constraint=models.UniqueConstraint(fields=('wait', 'about', 'on_day'), name='wait_line_once'),
        ),
        # Who edits a place reads what is sent there: the system alone says who does.
        protect("services_placeeditor", f"{IS_ACTOR} IS NOT NULL", check="false"),
        narrow("services_placeeditor", "DELETE"),
        migrations.RunSQL(LETTER_PLACES, "DROP FUNCTION benken_letter_places"),
        protect("services_referral", f"person_id = {FOLLOWED} OR ({WITH_THEM})", check=BY_THOSE_WHO_FOLLOW),
        narrow("services_referral", "INSERT", f"drafted_by_id = {IS_ACTOR} AND state = 'drafted'"),
        narrow("services_referral", "DELETE"),
        only_these_change("services_referral", *WORDS, *COURSE, when="OLD.state = 'drafted'", name="stays_the_persons"),
        only_these_change("services_referral", *COURSE, when="OLD.state <> 'drafted'", name="letter_stands"),
        migrations.RunSQL(
            ONLY_FORWARD, "DROP TRIGGER only_forward ON services_referral; DROP FUNCTION services_referral_goes_on;"
        ),
        protect("services_referralstep", f"person_id = {FOLLOWED}", check=BY_THOSE_WHO_FOLLOW),
        narrow("services_referralstep", "INSERT", f"recorded_by_id = {IS_ACTOR}"),
        narrow("services_referralstep", "UPDATE"),
        narrow("services_referralstep", "DELETE"),
        protect("services_wait", f"person_id = {FOLLOWED}", check=BY_THOSE_WHO_FOLLOW),
        narrow("services_wait", "DELETE"),
        only_these_change(
            "services_wait",
            *("ball", "ball_user_id", "ball_words", "next_on", "limit_on", "limit_code", "meanwhile", "ended_at"),
            "changed_at",
            when="OLD.ended_at IS NULL",
        ),
        only_these_change("services_wait", when="OLD.ended_at IS NOT NULL", name="stands_once_ended"),
        protect("services_waitline", f"person_id = {FOLLOWED}", check="false"),
        narrow("services_waitline", "DELETE"),
        *(
            wall(table)
            for table in ("services_referral", "services_referralstep", "services_wait", "services_waitline")
            for wall in (not_in_a_narrow_session, not_in_an_emergency)
        ),
    ]
