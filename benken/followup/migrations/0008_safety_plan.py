"""What is there for when it is hard, and who sees which line of it; with its walls."""

import benken.lib.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from benken.access.row_policies import (
    FOLLOWED,
    IS_ACTOR,
    KNOWN,
    OWN_SUBJECT,
    narrow,
    only_these_change,
    protect,
)

ITEM, MET, SHARE = "followup_safetyitem", "followup_howtobemet", "followup_safetyitemshare"
IS_THEIRS = f"coalesce(person_id = {OWN_SUBJECT}, false)"
SHARED_WITH_ACTOR = "person_id = ANY ((SELECT benken_part_subjects('safety'))::uuid[])"
# What runs is asked of the share itself: whoever reads the line sees no row of the consent.
RUNS = f"receiver_id = {IS_ACTOR} AND withdrawn_at IS NULL AND until_at > statement_timestamp()"
SHARES = f"""
CREATE POLICY by_receiver ON {SHARE} FOR SELECT USING ({SHARED_WITH_ACTOR} AND {RUNS});
CREATE POLICY by_share ON {ITEM} FOR SELECT USING ({SHARED_WITH_ACTOR} AND removed_at IS NULL
  AND id IN (SELECT item_id FROM {SHARE} WHERE {RUNS}));
CREATE POLICY by_share ON {MET} FOR SELECT USING ({SHARED_WITH_ACTOR}
  AND person_id IN (SELECT person_id FROM {SHARE} WHERE item_id IS NULL AND {RUNS}));
"""
SHARES_BACK = f"""
DROP POLICY by_share ON {MET}; DROP POLICY by_share ON {ITEM}; DROP POLICY by_receiver ON {SHARE};
"""
# A yes that is withdrawn takes its lines with it in the same statement, and one that is given back gives them back.
FOLLOWS = f"""
CREATE FUNCTION followup_shares_follow_the_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE public.{SHARE} SET withdrawn_at = NEW.withdrawn_at, until_at = NEW.until_at WHERE consent_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER safety_shares_follow AFTER UPDATE ON people_sharingconsent FOR EACH ROW
  WHEN (OLD.withdrawn_at IS DISTINCT FROM NEW.withdrawn_at OR OLD.until_at IS DISTINCT FROM NEW.until_at)
  EXECUTE FUNCTION followup_shares_follow_the_consent();
"""
FOLLOWS_BACK = """
DROP TRIGGER safety_shares_follow ON people_sharingconsent; DROP FUNCTION followup_shares_follow_the_consent;
"""
CONTACTS = "OLD.kind = 'from_contact' AND OLD.written_by_id IS DISTINCT FROM benken_actor_id()"


class Migration(migrations.Migration):

    dependencies = [
        ('followup', '0007_emergency'),
        ('people', '0008_sharing'),
        ('access', '0004_rights_by_part'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HowToBeMet',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='people.person')),
                ('places', models.CharField(blank=True, max_length=500)),
                ('topics', models.CharField(blank=True, max_length=500)),
                ('touch', models.CharField(blank=True, max_length=500)),
                ('seating', models.CharField(blank=True, max_length=500)),
                ('drifting', models.CharField(blank=True, max_length=500)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SafetyItem',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('bad_day', 'Til meg på en dårlig dag'), ('from_contact', 'Dette tror jeg om deg'), ('come_through', 'Dette har jeg kommet gjennom'), ('signs', 'Slik merker jeg at det blir tungt'), ('calms', 'Dette roer meg'), ('people', 'Folk jeg kan ringe'), ('places', 'Steder jeg kan gå'), ('night', 'Hjelp om natta'), ('naloxone', 'Nalokson'), ('others', 'Dette vil jeg at andre gjør')], max_length=12)),
                ('words', models.CharField(max_length=500)),
                ('phone', models.CharField(blank=True, max_length=20)),
                ('position', models.IntegerField(default=0)),
                ('is_own', models.BooleanField(default=False)),
                ('written_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SafetyItemShare',
            fields=[
                ('id', models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('given_at', models.DateTimeField()),
                ('until_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('consent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.sharingconsent')),
                ('given_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='followup.safetyitem')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('receiver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name='safetyitem',
            index=models.Index(fields=['person', 'position'], name='safety_item_person'),
        ),
        migrations.AddConstraint(
            model_name='safetyitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'from_contact'), _negated=True), ('is_own', False), _connector='OR'), name='safety_contacts_line_is_not_own'),
        ),
        migrations.AddConstraint(
            model_name='safetyitemshare',
            constraint=models.UniqueConstraint(fields=('consent', 'item'), name='safety_share_once', nulls_distinct=False),
        ),
        # The plan is closed to who is there in an emergency; each changes their own words, and a row goes by tidying.
        protect(ITEM, f"person_id = {FOLLOWED}"),
        narrow(
            ITEM,
            "INSERT",
            f"written_by_id = {IS_ACTOR} AND is_own = {IS_THEIRS} AND (kind <> 'from_contact' OR NOT is_own)",
        ),
        narrow(ITEM, "UPDATE", f"{IS_THEIRS} OR NOT is_own"),
        narrow(ITEM, "DELETE"),
        only_these_change(ITEM, "words", "phone", "position", "changed_at", "removed_at", "version"),
        only_these_change(
            ITEM, "position", "changed_at", "removed_at", "version", when=CONTACTS, name="contacts_words"
        ),
        # How somebody wants to be met is read by all who may open the page: own talks and an emergency too.
        protect(MET, f"person_id = {KNOWN}", check=f"person_id = {FOLLOWED} AND written_by_id = {IS_ACTOR}"),
        narrow(MET, "DELETE"),
        protect(SHARE, f"person_id = {FOLLOWED}", check="false"),
        narrow(SHARE, "DELETE"),
        migrations.RunSQL(SHARES, SHARES_BACK),
        migrations.RunSQL(FOLLOWS, FOLLOWS_BACK),
    ]
