"""What a person's narrow session does not see; what the person wants to stand on My page."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from benken.access.row_policies import OWN_SUBJECT, not_in_a_narrow_session, protect

PARTS = [
    ("contact", "Hvem som er kontaktpersonen min"),
    ("next", "Det neste"),
    ("best", "Hva som er best for meg nå"),
    ("goals", "Målene mine"),
    ("where", "Hvor er vi nå?"),
    ("messages", "Meldinger"),
    ("telling", "Det gikk bra og det ble vanskelig"),
    ("how", "Slik har jeg det"),
    ("basics", "Mat, søvn og et sted å sove"),
    ("areas", "Det som bærer og det som tynger"),
    ("network", "Folk rundt meg"),
    ("written", "Skrevet om meg"),
    ("readers", "Hvem har lest"),
    ("who_sees", "Hvem kan se hva"),
]


class Migration(migrations.Migration):
    dependencies = [("people", "0006_told_and_unanswered"), ("access", "0007_ways_in")]

    operations = [
        migrations.CreateModel(
            name="PageChoice",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="page_choice",
                        serialize=False,
                        to="people.person",
                    ),
                ),
                (
                    "hidden",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(choices=PARTS, max_length=20), default=list, size=None
                    ),
                ),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        protect("people_pagechoice", f"person_id = {OWN_SUBJECT}"),
        not_in_a_narrow_session("people_entry"),
        not_in_a_narrow_session("people_correction"),
        not_in_a_narrow_session("people_ownversion"),
        not_in_a_narrow_session("people_supporter"),
    ]
