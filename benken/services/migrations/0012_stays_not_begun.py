"""Whether a stay has begun is written by somebody; a planned one may come to nothing, and is kept as it was told."""

from django.db import migrations, models

from benken.access.row_policies import only_these_change

TABLE = "services_stay"
CHANGES = (
    *("kind", "service_id", "place", "referral_id", "from_on", "planned_end_on"),
    *("ended_on", "end_reason", "end_words", "version"),
)
# What was written of a day that was today or before had begun; so had what has ended. Nothing is written of it anew.
BEGUN = f"""
SELECT set_config('benken.actor', 'system', true);
UPDATE {TABLE} SET has_begun = true
  WHERE ended_on IS NOT NULL OR from_on <= (written_at AT TIME ZONE 'Europe/Oslo')::date;
SELECT set_config('benken.actor', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("services", "0011_appointment_news"), ("people", "0015_stays_on_the_timeline")]

    operations = [
        migrations.AddField("stay", "has_begun", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("stay", "off_on", models.DateField(blank=True, null=True)),
        migrations.AddField(
            model_name='stay',
            name='off_reason',
            field=models.CharField(blank=True, choices=[('needed_the_bed', 'stedet trengte plassen'), ('closed', 'stedet stengte'), ('wait', 'ventetida ble for lang'), ('house_rules', 'reglene der passet ikke'), ('did_not_fit', 'tilbudet passet ikke'), ('too_far', 'det var for langt unna'), ('elsewhere', 'et annet sted passet bedre'), ('other', 'noe annet ved stedet'), ('own_words', 'med egne ord, under')], db_default='', default='', max_length=15),
        ),
        migrations.AddField(
            "stay", "off_words", models.CharField(blank=True, db_default="", default="", max_length=1000)
        ),
        migrations.RunSQL(f"DROP TRIGGER stands ON {TABLE}", only_these_change(TABLE, *CHANGES).sql),
        migrations.RunSQL(BEGUN, migrations.RunSQL.noop),
        only_these_change(TABLE, *CHANGES, "has_begun", "off_on", "off_reason", "off_words"),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('has_begun', True), _connector='OR'), name='stay_ended_has_begun'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('off_on__isnull', True), ('off_reason', ''), ('off_words', '')), models.Q(('has_begun', False), ('off_on__isnull', False), models.Q(('off_reason', ''), _negated=True)), _connector='OR'), name='stay_off_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('off_reason', 'own_words'), _negated=True), models.Q(('off_words', ''), _negated=True), _connector='OR'), name='stay_off_own_words_stand'),
        ),
    ]
