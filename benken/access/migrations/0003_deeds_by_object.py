"""A deed is found by what it was done with; a right is looked up by user and subject at once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_walls'),
    ]

    operations = [
        migrations.AlterField(
            model_name='right',
            name='user',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rights', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='typedtext',
            name='user',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='typed_texts', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='deed',
            index=models.Index(condition=models.Q(('object_id__isnull', False)), fields=['object_id'], name='deed_object'),
        ),
    ]
