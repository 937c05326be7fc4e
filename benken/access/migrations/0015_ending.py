"""Somebody who has died is read of for some days, by whoever followed them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0014_automatic_switch'),
    ]

    operations = [
        migrations.AlterField(
            model_name='right',
            name='basis',
            field=models.CharField(choices=[('self', 'det er deg'), ('contact_person', 'kontaktpersonen din'), ('overlap', 'følger deg over til ny kontaktperson'), ('stand_in', 'vikar for kontaktpersonen din'), ('circle', 'med i laget ditt'), ('shared', 'du har delt det'), ('emergency', 'nødtilgang'), ('afterwards', 'fulgte deg, og leser for å avslutte')], max_length=20),
        ),
    ]
