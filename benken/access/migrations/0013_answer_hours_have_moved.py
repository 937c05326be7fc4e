"""When somebody answers stands in `people` (0016_stand_ins moves it).

The column stays in the database for one release: the one before this reads it while both run. Whatever drops it
depends on people.0016_stand_ins.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("access", "0011_requests_team")]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("user", "answers_before")]),
    ]
