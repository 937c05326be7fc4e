"""Sessions one sees and ends, identities from outside; what was ended stays ended."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import benken.lib.ids
from benken.access.row_policies import IS_ACTOR, protect

# Whoever loses a role or is switched off is out, whichever code did it, and is not in again when switched on.
END_SESSIONS = """
CREATE FUNCTION benken_end_sessions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.sessions_ended := greatest(OLD.sessions_ended, NEW.sessions_ended);
  IF OLD.roles IS DISTINCT FROM NEW.roles OR OLD.is_active IS DISTINCT FROM NEW.is_active THEN
    NEW.sessions_ended := NEW.sessions_ended + 1;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER end_sessions BEFORE UPDATE ON access_user FOR EACH ROW EXECUTE FUNCTION benken_end_sessions();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0005_setup")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="sessions_ended",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.RunSQL(
            END_SESSIONS, "DROP TRIGGER end_sessions ON access_user; DROP FUNCTION benken_end_sessions;"
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                (
                    "id",
                    models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("session_key", models.CharField(max_length=40, unique=True)),
                ("browser", models.CharField(blank=True, max_length=20)),
                ("system", models.CharField(blank=True, max_length=20)),
                ("since_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OutsideIdentity",
            fields=[
                (
                    "id",
                    models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("provider", models.CharField(max_length=50)),
                ("key_hash", models.CharField(max_length=64)),
                ("linked_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outside_identities",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("provider", "key_hash"), name="outside_identity_once"),
                    models.UniqueConstraint(fields=("provider", "user"), name="outside_identity_one_each"),
                ],
            },
        ),
        # Where one is signed in is one's own business. Sign-in itself, before anybody is known, is the system's.
        protect("access_signin", f"user_id = {IS_ACTOR}"),
        protect("access_outsideidentity", f"user_id = {IS_ACTOR}", check="false"),
    ]
