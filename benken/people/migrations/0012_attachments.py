"""Reserved: attachments."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0011_emergency_takes_nothing")]
