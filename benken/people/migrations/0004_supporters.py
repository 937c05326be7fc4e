"""The person's network; a full name is compared folded; one index a foreign key is enough."""

import benken.lib.ids
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_deeds_by_object'),
        ('people', '0003_phone_number'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Supporter',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('relation', models.CharField(blank=True, max_length=100)),
                ('meaning', models.CharField(blank=True, max_length=500)),
                ('phone', models.CharField(blank=True, max_length=20)),
                ('reach', models.CharField(choices=[('ask_first', 'spør meg først'), ('may', 'kan kontaktes'), ('do_not', 'ikke ta kontakt')], default='ask_first', max_length=10)),
                ('wants_again', models.BooleanField(default=False)),
                ('set_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'ordering': ['set_at', 'id'],
            },
        ),
        migrations.AddField(
            model_name='person',
            name='full_name_folded',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Lower('full_name'), output_field=models.CharField(max_length=100)),
        ),
        migrations.AlterField(
            model_name='entry',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='people.person'),
        ),
        migrations.AlterField(
            model_name='phone',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='phones', to='people.person'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['full_name_folded'], name='person_full_name'),
        ),
        migrations.AddField(
            model_name='supporter',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='supporters', to='people.person'),
        ),
        migrations.AddField(
            model_name='supporter',
            name='written_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='supporter',
            index=models.Index(fields=['person', 'set_at'], name='supporter_person'),
        ),
    ]
