"""Of texts that did not arrive, automatic ones are found, too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0008_thread'),
        ('people', '0016_stand_ins'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='text',
            name='text_did_not_arrive',
        ),
        migrations.AddIndex(
            model_name='text',
            index=models.Index(condition=models.Q(('seen_at__isnull', True), ('state__in', ['no_such_number', 'not_reached', 'failed', 'not_sent'])), fields=['person'], name='text_did_not_arrive'),
        ),
    ]
