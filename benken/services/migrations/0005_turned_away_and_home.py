"""Reserved: turned away, home."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("services", "0004_appointments")]
