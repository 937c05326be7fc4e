"""Somebody has died: who is to know, and whom a human being tells. Their record is only read, and opens to nobody."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import benken.lib.ids
from benken.access.row_policies import (
    IS_ACTOR,
    ONLY_EMERGENCY_FUNCTIONS,
    ONLY_READ_FUNCTIONS,
    narrow,
    only_these_change,
    protect,
    protect_record,
)

# Whoever gives a right waits for a death that is being written down, and is refused by it.
CLOSED = """
CREATE FUNCTION people_death_closes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM people_person WHERE id = NEW.subject_id FOR KEY SHARE;
  IF EXISTS (SELECT 1 FROM people_death WHERE person_id = NEW.subject_id) THEN
    RAISE EXCEPTION 'the record is closed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER closed_after_death BEFORE INSERT ON access_right FOR EACH ROW WHEN (NEW.basis <> 'afterwards')
  EXECUTE FUNCTION people_death_closes();
"""
OPENED = "DROP TRIGGER closed_after_death ON access_right; DROP FUNCTION people_death_closes;"
BY_SYSTEM = ("INSERT", "UPDATE", "DELETE")


class Migration(migrations.Migration):

    dependencies = [
        ("access", "0015_ending"),
        ("followup", "0007_emergency"),
        ("people", "0017_changing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Death',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('died_on', models.DateField(blank=True, null=True)),
                ('is_unsure', models.BooleanField(default=False)),
                ('told_by', models.CharField(blank=True, max_length=200)),
                ('noted_at', models.DateTimeField()),
                ('closes_at', models.DateTimeField()),
                ('children', models.TextField(blank=True, max_length=4000)),
                ('version', models.PositiveIntegerField(default=1)),
                ('before', models.JSONField(default=dict)),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='DeathNews',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('called', models.CharField(max_length=100)),
                ('noted_at', models.DateTimeField()),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('wants_talk_at', models.DateTimeField(blank=True, null=True)),
                ('death', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='news', to='people.death')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('talk_with', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='DeathTalk',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('relation', models.CharField(blank=True, max_length=100)),
                ('talked_at', models.DateTimeField(blank=True, null=True)),
                ('death', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='talks', to='people.death')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('supporter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.supporter')),
                ('talked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name', 'id'],
            },
        ),
        migrations.AddIndex(
            model_name='death',
            index=models.Index(fields=['closes_at'], name='death_closes'),
        ),
        migrations.AddConstraint(
            model_name='deathnews',
            constraint=models.UniqueConstraint(fields=('death', 'user'), name='death_news_once'),
        ),
        migrations.RunSQL(ONLY_READ_FUNCTIONS, ONLY_EMERGENCY_FUNCTIONS),
        migrations.RunSQL(CLOSED, OPENED),
        protect_record("people_death"),
        protect_record("people_deathtalk"),
        *(narrow(table, command) for table in ("people_death", "people_deathtalk") for command in BY_SYSTEM),
        # Whoever is to know sees their own row, puts it away, and says whether they want a talk.
        protect("people_deathnews", f"user_id = {IS_ACTOR}"),
        narrow("people_deathnews", "INSERT"),
        only_these_change("people_deathnews", "wants_talk_at"),
    ]
