"""Reserved: referrals and waits."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("services", "0002_requests")]
