"""A text that waits when somebody dies is not sent."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0009_rest'),
    ]

    operations = [
        migrations.AlterField(
            model_name='text',
            name='why',
            field=models.CharField(blank=True, choices=[('stopped', 'STOPP er sagt for dette nummeret'), ('switched_off', 'automatiske SMS er skrudd av'), ('number_gone', 'nummeret skal ikke ha SMS lenger'), ('too_late', 'det ble for sent'), ('not_wanted', 'avtalen eller ønsket er endret'), ('ended', 'ingenting sendes mer')], max_length=15),
        ),
    ]
