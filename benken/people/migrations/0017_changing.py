"""Another contact person: «Dette er meg», the wish for another, the change as it is agreed, and a talk between two."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import benken.lib.ids
from benken.access.row_policies import (
    FOLLOWED,
    IS_ACTOR,
    OWN_SUBJECT,
    closed_in_an_emergency,
    narrow,
    not_in_a_narrow_session,
    protect,
    protect_record,
)

# A card is read by colleagues who meet people or lead, and by those whom the worker follows, or is about to.
COLLEAGUE = f"""EXISTS (SELECT 1 FROM access_user AS actor WHERE actor.id = {IS_ACTOR} AND actor.subject_id IS NULL
  AND actor.roles && ARRAY['worker', 'outreach', 'peer', 'leader']::varchar[])"""  # noqa: S608  # our own constants
CONCERNED = f"""
  worker_id IN (SELECT worker_id FROM people_contactperson WHERE person_id = {OWN_SUBJECT}
                AND (until_at IS NULL OR overlap_until_at > statement_timestamp()))
  OR worker_id IN (SELECT worker_id FROM people_standin WHERE person_id = {OWN_SUBJECT}
                   AND ended_at IS NULL AND until_at > statement_timestamp())
  OR worker_id IN (SELECT member_id FROM people_circlemember WHERE person_id = {OWN_SUBJECT}
                   AND ended_at IS NULL AND until_at > statement_timestamp())
  OR worker_id IN (SELECT to_id FROM people_contactchange WHERE person_id = {OWN_SUBJECT} AND state = 'proposed')
"""  # noqa: S608  # our own constants
# A wish is the person's. Whoever wrote it down sees it, and others who follow them only if the person said they may.
WISH = f"""person_id = {OWN_SUBJECT} OR (person_id = {FOLLOWED}
  AND (written_by_id = {IS_ACTOR} OR (may_tell AND about = 'another' AND outcome = '')))"""


class Migration(migrations.Migration):

    dependencies = [
        ("access", "0014_automatic_switch"),
        ("people", "0016_stand_ins"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AboutMe",
            fields=[
                ("worker", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+", serialize=False, to=settings.AUTH_USER_MODEL)),
                ("good_at", models.CharField(blank=True, max_length=600)),
                ("how_i_work", models.CharField(blank=True, max_length=600)),
                ("languages", models.CharField(blank=True, max_length=100)),
                ("version", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="ContactChange",
            fields=[
                ("id", models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("reason", models.CharField(choices=[("moved_on", "kontaktpersonen slutter eller bytter jobb"), ("leave", "permisjon eller sykdom"), ("person_wished", "personen ønsket det"), ("better_match", "en annen passer bedre"), ("team_change", "bytte av team")], max_length=20)),
                ("persons_say", models.TextField(blank=True)),
                ("goodbye", models.TextField(blank=True)),
                ("hello", models.TextField(blank=True)),
                ("know", models.TextField(blank=True, max_length=4000)),
                ("overlap_until_at", models.DateTimeField(blank=True, null=True)),
                ("proposed_at", models.DateTimeField()),
                ("shown_at", models.DateTimeField(blank=True, null=True)),
                ("state", models.CharField(choices=[("proposed", "foreslått"), ("made", "gjort"), ("refused", "personen sa nei, ikke sånn"), ("let_go", "lagt bort")], default="proposed", max_length=10)),
                ("state_at", models.DateTimeField()),
                ("know_read_at", models.DateTimeField(blank=True, null=True)),
                ("person", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="contact_changes", to="people.person")),
                ("proposed_by", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("to", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-proposed_at", "-id"],
                "indexes": [models.Index(fields=["person", "-proposed_at"], name="contact_change_person")],
                "constraints": [models.UniqueConstraint(condition=models.Q(("state", "proposed")), fields=("person",), name="one_contact_change_proposed")],
            },
        ),
        migrations.CreateModel(
            name="ContactWish",
            fields=[
                ("id", models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("about", models.CharField(choices=[("another", "en annen kontaktperson"), ("not_so", "nei, ikke sånn")], default="another", max_length=10)),
                ("how", models.CharField(choices=[("own_page", "på egen side"), ("talk", "i en samtale"), ("paper", "på papir")], default="own_page", max_length=10)),
                ("words", models.TextField(blank=True, max_length=2000)),
                ("may_tell", models.BooleanField(default=False)),
                ("asked_at", models.DateTimeField()),
                ("answer_by_on", models.DateField()),
                ("outcome", models.CharField(blank=True, choices=[("new_contact", "en ny kontaktperson"), ("stays", "som nå en stund, med noe annerledes"), ("taken_back", "tatt tilbake")], max_length=12)),
                ("answer", models.TextField(blank=True, max_length=2000)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_by", models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("person", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="contact_wishes", to="people.person")),
                ("wished", models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("written_by", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-asked_at", "-id"],
                "indexes": [models.Index(fields=["person", "-asked_at"], name="contact_wish_person")],
                "constraints": [models.UniqueConstraint(condition=models.Q(("outcome", "")), fields=("person", "about"), name="one_contact_wish_waits"), models.CheckConstraint(condition=models.Q(models.Q(("answered_at__isnull", True), ("answered_by__isnull", True), ("outcome", "")), models.Q(models.Q(("outcome", ""), _negated=True), ("answered_at__isnull", False), ("answered_by__isnull", False)), _connector="OR"), name="contact_wish_answered_whole"), models.CheckConstraint(condition=models.Q(models.Q(("outcome", "stays"), _negated=True), models.Q(("answer", ""), _negated=True), _connector="OR"), name="contact_wish_stays_with_words")],
            },
        ),
        migrations.CreateModel(
            name="RelationTalk",
            fields=[
                ("id", models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("from_person", models.BooleanField()),
                ("with_whom", models.CharField(choices=[("both", "vi to"), ("third", "vi to, og en til")], default="both", max_length=10)),
                ("words", models.TextField(blank=True, max_length=2000)),
                ("opened_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_words", models.TextField(blank=True, max_length=2000)),
                ("person", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="relation_talks", to="people.person")),
            ],
            options={
                "ordering": ["-opened_at", "-id"],
                "indexes": [models.Index(fields=["person", "-opened_at"], name="relation_talk_person")],
                "constraints": [models.UniqueConstraint(condition=models.Q(("ended_at__isnull", True)), fields=("person",), name="one_relation_talk_open"), models.CheckConstraint(condition=models.Q(("ended_at__isnull", True), models.Q(("end_words", ""), _negated=True), _connector="OR"), name="relation_talk_ends_with_words")],
            },
        ),
        protect("people_aboutme", f"worker_id = {IS_ACTOR} OR {COLLEAGUE} OR {CONCERNED}", check=f"worker_id = {IS_ACTOR}"),
        narrow("people_aboutme", "UPDATE", f"worker_id = {IS_ACTOR}"),
        narrow("people_aboutme", "DELETE"),
        protect("people_contactwish", WISH, check="false"),
        narrow("people_contactwish", "UPDATE"),
        narrow("people_contactwish", "DELETE"),
        not_in_a_narrow_session("people_contactwish"),
        *(
            operation
            for table in ("people_contactchange", "people_relationtalk")
            for operation in (
                protect_record(table),
                closed_in_an_emergency(table),
                *(narrow(table, command) for command in ("INSERT", "UPDATE", "DELETE")),
                not_in_a_narrow_session(table),
            )
        ),
    ]
