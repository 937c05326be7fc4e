"""A phone number is looked up when somebody may be known already."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_walls")]

    operations = [
        migrations.AddIndex(model_name="phone", index=models.Index(fields=["number"], name="phone_number")),
    ]
