"""Reserved: asking for help."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("services", "0001_places")]
