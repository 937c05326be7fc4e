"""What an automatic message is about, so that it is written once; and what was not answered by its hour."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0006_choices"),
        ("people", "0016_stand_ins"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("message", "about_id", models.UUIDField(blank=True, null=True)),
        migrations.AddField("message", "about_at", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField(
            "text",
            "why",
            models.CharField(
                blank=True,
                choices=[
                    ("stopped", "STOPP er sagt for dette nummeret"),
                    ("switched_off", "automatiske SMS er skrudd av"),
                    ("number_gone", "nummeret skal ikke ha SMS lenger"),
                    ("too_late", "det ble for sent"),
                    ("not_wanted", "avtalen eller ønsket er endret"),
                ],
                max_length=15,
            ),
        ),
        migrations.AddIndex(
            "message",
            models.Index(
                fields=["person"],
                name="message_hour_missed",
                condition=Q(stand_in_asked_at__isnull=False, answered_at__isnull=True),
            ),
        ),
        migrations.AddConstraint(
            "message",
            models.UniqueConstraint(
                fields=["about_id", "about_at", "automatic"],
                name="message_automatic_once",
                condition=Q(about_id__isnull=False),
            ),
        ),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                name="message_is_about_something_when_automatic",
                condition=Q(about_id__isnull=True, about_at__isnull=True)
                | (Q(about_id__isnull=False, about_at__isnull=False) & ~Q(automatic="")),
            ),
        ),
    ]
