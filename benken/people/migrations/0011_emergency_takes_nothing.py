"""Whoever is there in an emergency alone takes away no entry of others, and leaves no question for another day."""

from django.db import migrations

from benken.access.row_policies import IN_EMERGENCY, IS_ACTOR, IS_SYSTEM, OPEN, not_in_an_emergency

GOAL = f"kind = 'goal_reached' AND person_id = {OPEN}"
CHANGE = (
    "ALTER POLICY narrow_delete ON people_entry USING ({0} OR (first_read_at IS NULL AND (author_id = {1} OR ({2}))))"
)


class Migration(migrations.Migration):
    dependencies = [("people", "0010_my_rights"), ("access", "0009_emergency")]

    operations = [
        not_in_an_emergency("people_askagain"),
        migrations.RunSQL(
            CHANGE.format(IS_SYSTEM, IS_ACTOR, f"{GOAL} AND NOT person_id = {IN_EMERGENCY}"),
            CHANGE.format(IS_SYSTEM, IS_ACTOR, GOAL),
        ),
    ]
