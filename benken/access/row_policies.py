"""Row security for the migrations of every app: one place that writes the SQL.

The functions live in access's first migrations. Each query evaluates them once (as an InitPlan), not once per row.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION benken_actor() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT NULLIF(current_setting('benken.actor', true), '') $$;

CREATE FUNCTION benken_actor_is_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(benken_actor() = 'system', false) $$;

CREATE FUNCTION benken_actor_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT CASE WHEN benken_actor() ~ '^[0-9a-f]{8}-[0-9a-f-]{27}$' THEN benken_actor()::uuid END $$;

-- Subjects of whom the actor may see everything that is shared.
CREATE FUNCTION benken_open_subjects() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(array_agg(subject_id), '{}') FROM public.access_right
        WHERE user_id = benken_actor_id() AND scope = 'record'
          AND since_at <= statement_timestamp() + interval '5 seconds'  -- clocks of app and server differ a little
          AND (until_at IS NULL OR until_at > statement_timestamp()) $$;

-- Those, and the subjects of whom the actor knows no more than the name and their own talks.
CREATE FUNCTION benken_known_subjects() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(array_agg(subject_id), '{}') FROM public.access_right
        WHERE user_id = benken_actor_id()
          AND since_at <= statement_timestamp() + interval '5 seconds'  -- clocks of app and server differ a little
          AND (until_at IS NULL OR until_at > statement_timestamp()) $$;

-- For triggers: whoever is not the system changes no other columns than those named.
CREATE FUNCTION benken_only_these_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT benken_actor_is_system()
     AND to_jsonb(OLD) - coalesce(TG_ARGV, '{}') IS DISTINCT FROM to_jsonb(NEW) - coalesce(TG_ARGV, '{}') THEN
    RAISE EXCEPTION 'this row of % may not be changed so', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
"""
DROP_FUNCTIONS = """
DROP FUNCTION benken_only_these_change;
DROP FUNCTION benken_known_subjects; DROP FUNCTION benken_open_subjects; DROP FUNCTION benken_actor_id;
DROP FUNCTION benken_actor_is_system; DROP FUNCTION benken_actor;
"""

# A person's session that has not been made whole (access/narrow.py); whatever the system does inside it is not narrow.
NARROW = """
CREATE FUNCTION benken_is_narrow() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(current_setting('benken.narrow', true) = 'on', false) AND NOT benken_actor_is_system() $$;
"""
DROP_NARROW = "DROP FUNCTION benken_is_narrow;"

# Subjects whose record is open to the actor in an emergency, and by nothing else (access/migrations/0009).
EMERGENCY_FUNCTION = """
CREATE FUNCTION benken_emergency_subjects() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(array_agg(subject_id), '{}') FROM (
          SELECT subject_id FROM public.access_right
          WHERE user_id = benken_actor_id() AND scope = 'record'
            AND since_at <= statement_timestamp() + interval '5 seconds'
            AND (until_at IS NULL OR until_at > statement_timestamp())
          GROUP BY subject_id HAVING bool_and(basis = 'emergency')) AS only_so $$;
"""
DROP_EMERGENCY_FUNCTION = "DROP FUNCTION benken_emergency_subjects;"

# Subjects whose record is open to the actor by a relation, and not in an emergency alone (followup/migrations/0007).
FOLLOWED_FUNCTION = """
CREATE FUNCTION benken_followed_subjects() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(array_agg(subject_id), '{}') FROM public.access_right
        WHERE user_id = benken_actor_id() AND scope = 'record' AND basis <> 'emergency'
          AND since_at <= statement_timestamp() + interval '5 seconds'
          AND (until_at IS NULL OR until_at > statement_timestamp()) $$;
"""
DROP_FOLLOWED_FUNCTION = "DROP FUNCTION benken_followed_subjects;"

# After a death, too, a record is only read (people/migrations/0018): the two above, with both bases.
_REPLACED = (EMERGENCY_FUNCTION + FOLLOWED_FUNCTION).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
ONLY_EMERGENCY_FUNCTIONS = _REPLACED
ONLY_READ_FUNCTIONS = _REPLACED.replace("(basis = 'emergency')", "(basis IN ('emergency', 'afterwards'))").replace(
    "basis <> 'emergency'", "basis NOT IN ('emergency', 'afterwards')"
)

IS_SYSTEM = "(SELECT benken_actor_is_system())"
IS_ACTOR = "(SELECT benken_actor_id())"
OPEN = "ANY ((SELECT benken_open_subjects())::uuid[])"
KNOWN = "ANY ((SELECT benken_known_subjects())::uuid[])"
FOLLOWED = "ANY ((SELECT benken_followed_subjects())::uuid[])"
IN_EMERGENCY = "ANY ((SELECT benken_emergency_subjects())::uuid[])"
OWN_SUBJECT = f"(SELECT subject_id FROM access_user WHERE id = {IS_ACTOR})"  # noqa: S608  # our own constant


def protect(table: str, using: str, *, check: str | None = None) -> migrations.RunSQL:
    """Turn row security on for a table: `using` says which rows the actor sees, `check` which they may write.

    The system actor sees and writes all. FORCE binds the table's owner too.
    """
    check = using if check is None else check
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY by_system ON {table} USING ({IS_SYSTEM}) WITH CHECK ({IS_SYSTEM});
        CREATE POLICY by_right ON {table} USING ({using}) WITH CHECK ({check});
        """,
        f"""
        DROP POLICY by_right ON {table}; DROP POLICY by_system ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def protect_record(table: str, column: str = "person_id") -> migrations.RunSQL:
    """Protect a table whose every row belongs to the record of the person in `column`."""
    return protect(table, f"{column} = {OPEN}")


def share_part(table: str, part: str, column: str = "person_id") -> migrations.RunSQL:
    """Show, beside what `protect` shows, the rows of persons who have shared this part with the actor; for reading."""
    shared = f"{column} = ANY ((SELECT benken_part_subjects('{part}'))::uuid[])"
    return migrations.RunSQL(
        f"CREATE POLICY by_part ON {table} FOR SELECT USING ({shared})", f"DROP POLICY by_part ON {table}"
    )


def narrow(table: str, command: str, condition: str = "false") -> migrations.RunSQL:
    """Let INSERT, UPDATE or DELETE touch fewer rows than are seen; without a condition, the system's alone."""
    clause = {"INSERT": "WITH CHECK", "UPDATE": "USING", "DELETE": "USING"}[command]
    name = f"narrow_{command.lower()}"
    return migrations.RunSQL(
        f"CREATE POLICY {name} ON {table} AS RESTRICTIVE FOR {command} {clause} ({IS_SYSTEM} OR ({condition}))",
        f"DROP POLICY {name} ON {table}",
    )


def not_in_a_narrow_session(table: str) -> migrations.RunSQL:
    """Show no row of a table in a narrow session. Rows may still be written there, unseen."""
    return migrations.RunSQL(
        f"CREATE POLICY not_narrow ON {table} AS RESTRICTIVE FOR SELECT USING (NOT (SELECT benken_is_narrow()))",
        f"DROP POLICY not_narrow ON {table}",
    )


def not_in_an_emergency(table: str, column: str = "person_id") -> migrations.RunSQL:
    """Let nobody write rows about somebody whose record they have opened in an emergency alone: they read."""
    allowed = f"{IS_SYSTEM} OR NOT {column} = {IN_EMERGENCY}"
    clauses = {"INSERT": "WITH CHECK", "UPDATE": "USING", "DELETE": "USING"}
    return migrations.RunSQL(
        ";\n".join(
            f"CREATE POLICY not_in_emergency_{command.lower()} ON {table}"
            f" AS RESTRICTIVE FOR {command} {clause} ({allowed})"
            for command, clause in clauses.items()
        ),
        ";\n".join(f"DROP POLICY not_in_emergency_{command.lower()} ON {table}" for command in clauses),
    )


def closed_in_an_emergency(table: str, column: str = "person_id") -> migrations.RunSQL:
    """Show no row of a table that `protect_record` protects to who is there in an emergency alone, and take none."""
    change = f"ALTER POLICY by_right ON {table} USING ({column} = {{0}}) WITH CHECK ({column} = {{0}})"
    return migrations.RunSQL(change.format(FOLLOWED), change.format(OPEN))


def only_these_change(table: str, *columns: str, when: str = "true", name: str = "stands") -> migrations.RunSQL:
    """Let nobody but the system change other columns of a row than these, where `when` holds of OLD and NEW."""
    arguments = ", ".join(f"'{column}'" for column in columns)
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({when})"
        f" EXECUTE FUNCTION benken_only_these_change({arguments})",
        f"DROP TRIGGER {name} ON {table}",
    )


def no_change(table: str) -> migrations.RunSQL:
    """Take from everybody but the owner the right to change or remove rows: a table that only grows."""
    forbid = f"""
        CREATE FUNCTION {table}_only_grows() RETURNS trigger LANGUAGE plpgsql
          AS $$ BEGIN RAISE EXCEPTION '{table} only grows'; END $$;
        CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON {table}
          FOR EACH ROW EXECUTE FUNCTION {table}_only_grows();
    """
    return migrations.RunSQL(forbid, f"DROP TRIGGER only_grows ON {table}; DROP FUNCTION {table}_only_grows;")
