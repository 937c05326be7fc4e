"""One index a foreign key is enough."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0002_walls'),
        ('people', '0004_supporters'),
    ]

    operations = [
        migrations.AlterField(
            model_name='message',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person'),
        ),
    ]
