"""Reserved: day counts, grants."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("services", "0005_turned_away_and_home")]
