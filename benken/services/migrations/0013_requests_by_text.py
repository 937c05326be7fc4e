"""A request may come as a text."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("services", "0012_stays_not_begun")]

    operations = [
        migrations.AlterField(
            "request",
            "via",
            models.CharField(
                choices=[
                    ("door", "i døra"),
                    ("phone", "på telefon"),
                    ("web", "på nett"),
                    ("paper", "på papir"),
                    ("text", "med SMS"),
                ],
                default="web",
                max_length=10,
            ),
        ),
    ]
