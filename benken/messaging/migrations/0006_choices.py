"""A narrow session leaves the word for MÅL as it is: it keeps MÅL closed to whoever has borrowed the phone."""

from django.db import migrations

from benken.access.row_policies import only_these_change

ALL_BUT_THE_WORD = (
    "quiet_from", "quiet_until", "reminders", "weekly", "keywords", "changed_at", "changed_by_id", "version"
)  # fmt: skip


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0005_texts'),
    ]

    operations = [
        only_these_change(
            "messaging_textchoices",
            *ALL_BUT_THE_WORD,
            when="benken_is_narrow() AND OLD.pin_hash <> ''",
            name="word_stands",
        ),
    ]
