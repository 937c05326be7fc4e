"""By which rule a place is given; and a complaint of an answer to a referral, so that the no is written once."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

RULES = [
    ("waited_longest", "den som har ventet lengst"),
    ("most_urgent", "der det haster mest"),
    ("fits", "den plassen er laget for"),
    ("legal_limit", "den som har en frist i loven"),
    ("nobody_waited", "det var ledig, og ingen måtte vente"),
]


class Migration(migrations.Migration):
    dependencies = [("services", "0008_stays")]

    operations = [
        migrations.AddField(
            "service",
            "gives_by",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=RULES, max_length=15), blank=True, db_default=[], default=list
            ),
        ),
        migrations.AddField("service", "judged_by", models.CharField(blank=True, db_default="", default="", max_length=150)),
        migrations.AddField(
            "referralstep", "given_by", models.CharField(blank=True, choices=RULES, db_default="", default="", max_length=15)
        ),
        migrations.AddField("referralstep", "judged_by", models.CharField(blank=True, db_default="", default="", max_length=150)),
        migrations.AddConstraint(
            "referralstep",
            models.CheckConstraint(
                name="referral_step_rule_where_given",
                condition=models.Q(("given_by", ""), ("to_state__in", ["offered", "started"]), _connector="OR"),
            ),
        ),
        migrations.AddField(
            "turnedaway",
            "step",
            models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="services.referralstep",
            ),
        ),
    ]
