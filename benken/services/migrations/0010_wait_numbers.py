"""What is told of a quarter; and when a request first had an owner, kept when it is given on."""

from django.db import migrations, models

import benken.lib.ids
from benken.access.row_policies import no_change, protect

COLUMNS = (
    *("owner_id", "owner_since_at", "team_id", "first_talk_at"),
    *("ended_at", "ended_by_id", "outcome", "outcome_words"),
)


def takers_write(*columns: str) -> str:
    """Return the SQL of the trigger of 0002 with these columns."""
    arguments = ", ".join(f"'{column}'" for column in columns)
    return (
        "DROP TRIGGER stands ON services_request; CREATE TRIGGER stands BEFORE UPDATE ON services_request"
        f" FOR EACH ROW WHEN (true) EXECUTE FUNCTION benken_only_these_change({arguments})"
    )


class Migration(migrations.Migration):
    dependencies = [("services", "0009_waiting_list")]

    operations = [
        migrations.AddField("request", "first_owned_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(
            """
            SELECT set_config('benken.actor', 'system', true);
            UPDATE services_request SET first_owned_at = owner_since_at;
            SELECT set_config('benken.actor', '', true);
            """,
            "",
        ),
        migrations.RunSQL(takers_write(*COLUMNS, "first_owned_at"), takers_write(*COLUMNS)),
        migrations.CreateModel(
            name="ToldNumbers",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("cube", models.CharField(max_length=30)),
                ("first_on", models.DateField()),
                ("release", models.JSONField()),
                ("told_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-first_on", "cube"],
                "constraints": [
                    models.UniqueConstraint(fields=("first_on", "cube"), name="told_numbers_once"),
                ],
            },
        ),
        # Safe for whoever reads it; told by the system alone, and once.
        protect("services_toldnumbers", "true", check="false"),
        no_change("services_toldnumbers"),
    ]
