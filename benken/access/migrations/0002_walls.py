"""The second wall begins here: the functions row policies ask, the reading log by month, access's own policies."""

from django.db import migrations

from benken.access.row_policies import (
    DROP_FUNCTIONS,
    FUNCTIONS,
    IS_ACTOR,
    OPEN,
    narrow,
    no_change,
    protect,
)

# Django cannot make a partitioned table; the model's state is what 0001 says.
READING_BY_MONTH = """
DROP TABLE access_reading;
CREATE TABLE access_reading (
  id uuid NOT NULL, at timestamptz NOT NULL, user_id uuid NOT NULL, subject_id uuid,
  part varchar(40) NOT NULL, basis varchar(20) NOT NULL, why varchar(300) NOT NULL,
  PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX reading_subject_at ON access_reading (subject_id, at DESC);
CREATE TABLE access_reading_default PARTITION OF access_reading DEFAULT;
"""
# Names the months' tables access_reading_2026_11; the default catches what no month takes.
MAKE_MONTHS = """
CREATE FUNCTION benken_make_reading_months(first date, months int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE made int := 0; start date; name text;
BEGIN
  FOR i IN 0 .. months - 1 LOOP
    start := date_trunc('month', first)::date + make_interval(months => i);
    name := 'access_reading_' || to_char(start, 'YYYY_MM');
    IF to_regclass(name) IS NULL THEN
      EXECUTE format('CREATE TABLE %I PARTITION OF access_reading FOR VALUES FROM (%L) TO (%L)',
                     name, start, (start + interval '1 month')::date);
      made := made + 1;
    END IF;
  END LOOP;
  RETURN made;
END $$;
REVOKE ALL ON FUNCTION benken_make_reading_months FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [
        migrations.RunSQL(READING_BY_MONTH, migrations.RunSQL.noop),
        migrations.RunSQL(MAKE_MONTHS, "DROP FUNCTION benken_make_reading_months"),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        # A right is seen by the one who has it and written by the system alone.
        protect("access_right", f"user_id = {IS_ACTOR}", check="false"),
        narrow("access_right", "DELETE"),
        # Whoever reads writes their own line; the lines about a person are the person's (and their own reader's).
        protect(
            "access_reading",
            f"user_id = {IS_ACTOR} OR subject_id = (SELECT subject_id FROM access_user WHERE id = {IS_ACTOR})",
            check=f"user_id = {IS_ACTOR}",
        ),
        protect("access_deed", f"by_id = {IS_ACTOR} OR subject_id = {OPEN}", check=f"by_id = {IS_ACTOR}"),
        no_change("access_reading"),
        no_change("access_deed"),
        protect("access_typedtext", f"user_id = {IS_ACTOR}"),
        protect("access_sentform", f"user_id = {IS_ACTOR}"),  # where a form led holds a person's id
    ]
