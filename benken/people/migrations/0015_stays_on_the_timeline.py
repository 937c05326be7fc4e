"""A stay begun and a stay ended stand on the timeline."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0014_share_next_appointment")]

    operations = [
        migrations.AlterField(
            model_name='entry',
            name='kind',
            field=models.CharField(choices=[('talk', 'Samtale'), ('visit', 'Besøk'), ('phone', 'Telefon'), ('text', 'Tekstmelding'), ('accompanied', 'Fulgte med'), ('letter', 'Brev'), ('milestone', 'Milepæl'), ('good_news', 'Det gikk bra'), ('hard_time', 'Det ble vanskelig'), ('goal_reached', 'Mål nådd'), ('new_contact', 'Ny kontaktperson'), ('from_helper', 'Svar fra en du deler med'), ('request', 'Henvendelse'), ('referral', 'Henvisning'), ('turned_away', 'Avvist'), ('home', 'Bolig'), ('came_in', 'Inn et sted'), ('came_out', 'Ut igjen')], max_length=20),
        ),
    ]
