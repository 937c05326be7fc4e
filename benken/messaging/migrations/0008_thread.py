"""Which of a helper's texts did not arrive, and which messages wait for an answer: found by person."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0007_automatic'),
        ('people', '0015_stays_on_the_timeline'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='text',
            name='seen_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('answer_by_at__isnull', False), ('answered_at__isnull', True)), fields=['person'], name='message_unanswered'),
        ),
        migrations.AddIndex(
            model_name='text',
            index=models.Index(condition=models.Q(('automatic', ''), ('seen_at__isnull', True), ('state__in', ['no_such_number', 'not_reached', 'failed', 'not_sent'])), fields=['person'], name='text_did_not_arrive'),
        ),
    ]
