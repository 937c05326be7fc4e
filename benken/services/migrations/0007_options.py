"""Reserved: what one can choose between."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("services", "0006_keeping_places")]
