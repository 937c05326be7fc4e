"""What was told and waits is found at once. A generated column is empty in a trigger that runs before the change."""

from django.conf import settings
from django.db import migrations, models

from benken.access.row_policies import only_these_change


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0005_supporter_walls'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL("DROP TRIGGER stands ON people_person", migrations.RunSQL.noop),
        only_these_change(
            "people_person",
            "last_heard_at",
            "full_name_folded",
            when="NOT OLD.id = ANY (benken_open_subjects())",
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('answered_at__isnull', True), ('kind__in', ['good_news', 'hard_time', 'milestone']), ('state', 'shared')), fields=['person'], name='entry_told'),
        ),
    ]
