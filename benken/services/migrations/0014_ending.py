"""A referral that was open when somebody died is taken back for no other reason."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('services', '0013_requests_by_text'),
    ]

    operations = [
        migrations.AlterField(
            model_name='referralstep',
            name='reason',
            field=models.CharField(blank=True, choices=[('full', 'de har ikke plass'), ('not_made_for', 'tilbudet er ikke laget for det som trengs'), ('area', 'de tar bare imot fra et annet område'), ('other_ought', 'de mener et annet sted skal ta det'), ('closed', 'tilbudet er stengt eller lagt ned'), ('more_wanted', 'de vil ha flere opplysninger først'), ('none_given', 'de ga ingen grunn'), ('wait_too_long', 'ventetida var for lang'), ('did_not_fit', 'tilbudet passet ikke'), ('too_far', 'det var for langt unna'), ('house_rules', 'reglene der passet ikke'), ('other_way', 'noe annet passet bedre'), ('not_asked', 'det trengs ingen grunn'), ('other', 'noe annet ved tilbudet'), ('died', 'dødsfall')], max_length=15),
        ),
    ]
