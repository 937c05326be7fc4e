"""A part of My page, and a part that can be shared: what is there for when it is hard. Its walls are in followup."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0019_leaving'),
    ]

    operations = [
        migrations.AlterField(
            model_name='pagechoice',
            name='hidden',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('contact', 'Hvem som er kontaktpersonen min'), ('next', 'Det neste'), ('best', 'Hva som er best for meg nå'), ('goals', 'Målene mine'), ('where', 'Hvor er vi nå?'), ('messages', 'Meldinger'), ('telling', 'Det gikk bra og det ble vanskelig'), ('how', 'Slik har jeg det'), ('safety', 'Når det er tungt'), ('basics', 'Mat, søvn og et sted å sove'), ('areas', 'Det som bærer og det som tynger'), ('network', 'Folk rundt meg'), ('written', 'Skrevet om meg'), ('readers', 'Hvem har lest'), ('who_sees', 'Hvem kan se hva')], max_length=20), default=list, size=None),
        ),
        migrations.AlterField(
            model_name='sharingconsent',
            name='parts',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('goals', 'Målene og stegene'), ('promises', 'Det som er lovet'), ('best', 'Det som er best nå'), ('appointment', 'Neste møte: når og hvor'), ('safety', 'Linjer fra «Når det er tungt», valgt en for en')], max_length=20), size=None),
        ),
    ]
