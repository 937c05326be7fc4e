"""What a person shares by part; when to ask again; who is hidden; what those write with whom something is shared."""

import benken.lib.ids
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from benken.access.row_policies import OPEN, narrow, not_in_a_narrow_session, protect, protect_record

PAGE_PARTS = [
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
KINDS = [
    ("talk", "Samtale"),
    ("visit", "Besøk"),
    ("phone", "Telefon"),
    ("text", "Tekstmelding"),
    ("accompanied", "Fulgte med"),
    ("letter", "Brev"),
    ("milestone", "Milepæl"),
    ("good_news", "Det gikk bra"),
    ("hard_time", "Det ble vanskelig"),
    ("goal_reached", "Mål nådd"),
    ("new_contact", "Ny kontaktperson"),
    ("from_helper", "Svar fra en du deler med"),
]
SHARED_PARTS = [("goals", "Målene og stegene"), ("promises", "Det som er lovet"), ("best", "Det som er best nå")]
HOW = [("own_page", "på egen side"), ("together", "sammen med kontaktpersonen"), ("on_paper", "på papir")]
TOLD = models.Q(
    ("answered_at__isnull", True),
    ("kind__in", ["good_news", "hard_time", "milestone", "from_helper"]),
    ("state", "shared"),
)


class Migration(migrations.Migration):
    dependencies = [("people", "0007_ways_in"), ("access", "0008_blocks")]

    operations = [
        migrations.AddField("person", "is_hidden", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("person", "number_hash_beside", models.CharField(blank=True, max_length=64, null=True)),
        migrations.AddIndex(
            "person",
            models.Index(
                condition=models.Q(("number_hash_beside__isnull", False)),
                fields=["number_hash_beside"],
                name="person_number_beside",
            ),
        ),
        migrations.AlterField("entry", "kind", models.CharField(choices=KINDS, max_length=20)),
        migrations.AlterField(
            "pagechoice",
            "hidden",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=PAGE_PARTS, max_length=20), default=list, size=None
            ),
        ),
        migrations.RemoveIndex("entry", "entry_told"),
        migrations.AddIndex("entry", models.Index(condition=TOLD, fields=["person"], name="entry_told")),
        migrations.CreateModel(
            name="SharingConsent",
            fields=[
                ("id", models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("parts", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=SHARED_PARTS, max_length=20), size=None)),
                ("why", models.CharField(max_length=300)),
                ("how", models.CharField(choices=HOW, max_length=10)),
                ("persons_words", models.CharField(blank=True, max_length=1000)),
                ("given_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("given_by", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="consents", to="people.person")),
                ("receiver", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["given_at", "id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("until_at__gt", models.F("given_at"))), name="consent_ends_after_start"),
                    models.CheckConstraint(condition=models.Q(("parts", []), _negated=True), name="consent_to_something"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AskAgain",
            fields=[
                ("person", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+", serialize=False, to="people.person")),
                ("on", models.DateField()),
                ("written_by", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        # A consent and the right it gives are written together, by the system. The receiver has no row to see.
        protect("people_sharingconsent", f"person_id = {OPEN}", check="false"),
        narrow("people_sharingconsent", "DELETE"),
        protect_record("people_askagain"),
        not_in_a_narrow_session("people_askagain"),
    ]
