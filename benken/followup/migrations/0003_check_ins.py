"""Check-ins, own tips and the weekly look; one index a foreign key is enough."""

import benken.lib.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('followup', '0002_walls'),
        ('people', '0004_supporters'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='areanote',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person'),
        ),
        migrations.AlterField(
            model_name='basic',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person'),
        ),
        migrations.AlterField(
            model_name='bestnow',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person'),
        ),
        migrations.AlterField(
            model_name='goal',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person'),
        ),
        migrations.CreateModel(
            name='CheckIn',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('feeling', models.CharField(blank=True, choices=[('good', 'bra'), ('so_so', 'sånn passe'), ('heavy', 'tungt'), ('very_heavy', 'veldig tungt')], max_length=12)),
                ('zone', models.CharField(blank=True, choices=[('over', 'over: urolig, på vakt, hjertet banker'), ('inside', 'inni: jeg kan tenke og kjenne på en gang'), ('under', 'under: nummen, tom, langt borte')], max_length=10)),
                ('needs', models.CharField(blank=True, max_length=500)),
                ('words', models.TextField(blank=True)),
                ('said_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-said_at', '-id'],
                'indexes': [models.Index(fields=['person', '-said_at'], name='check_in_person'), models.Index(condition=models.Q(('seen_at__isnull', True)), fields=['person'], name='check_in_unseen')],
            },
        ),
        migrations.CreateModel(
            name='OwnTip',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('zone', models.CharField(choices=[('over', 'over: urolig, på vakt, hjertet banker'), ('inside', 'inni: jeg kan tenke og kjenne på en gang'), ('under', 'under: nummen, tom, langt borte')], max_length=10)),
                ('words', models.CharField(max_length=1000)),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'zone'), name='own_tip_once')],
            },
        ),
        migrations.CreateModel(
            name='WeeklyLook',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='people.person')),
                ('weekday', models.PositiveSmallIntegerField()),
                ('asked_at', models.DateTimeField()),
                ('shown_on', models.DateField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='weekday_is_one')],
            },
        ),
    ]
