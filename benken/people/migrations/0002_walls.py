"""Row security on every table of this app."""

from django.db import migrations

from benken.access.row_policies import (
    IS_ACTOR,
    KNOWN,
    OPEN,
    narrow,
    no_change,
    only_these_change,
    protect,
    protect_record,
)

# A draft is its author's alone for seven days; what is shared is the record's. Somebody who knows no more than their
# own talks sees those.
ENTRY_SEEN = f"""
  (state = 'shared' AND (person_id = {OPEN} OR (author_id = {IS_ACTOR} AND person_id = {KNOWN})))
  OR (state = 'draft' AND author_id = {IS_ACTOR} AND person_id = {KNOWN} AND created_at > statement_timestamp() - interval '7 days')
"""
ENTRY_WRITTEN = f"person_id = {KNOWN} AND (author_id = {IS_ACTOR} OR state = 'shared')"

# A goal's own entry goes when the goal is opened again, whoever had reached it; else only the author takes one away.
ENTRY_GOES = f"first_read_at IS NULL AND (author_id = {IS_ACTOR} OR (kind = 'goal_reached' AND person_id = {OPEN}))"
# Of an entry that somebody has read, or that is another's, only the marks of reading and answering are set.
IS_MINE_ALONE = "OLD.author_id IS NOT DISTINCT FROM benken_actor_id() AND OLD.first_read_at IS NULL"
CHANGES_HANDS = "OLD.author_id <> NEW.author_id OR OLD.person_id <> NEW.person_id OR OLD.id <> NEW.id"


def of_entry(table: str, author: str = "") -> str:
    """Say that the row stands beside an entry of the same person, and of an author if one is named."""
    whose = f" AND e.author_id = {author}" if author else ""
    return f"""EXISTS (SELECT 1 FROM people_entry e
      WHERE e.id = {table}.entry_id AND e.person_id = {table}.person_id{whose})"""



class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("access", "0002_walls")]

    operations = [
        protect("people_person", f"id = {KNOWN}"),
        narrow("people_person", "DELETE"),
        # Somebody who knows no more than their own talks notes that they have heard from the person, and no more.
        only_these_change("people_person", "last_heard_at", when="NOT OLD.id = ANY (benken_open_subjects())"),
        protect_record("people_phone"),
        protect("people_contactperson", f"person_id = {OPEN}", check="false"),
        narrow("people_contactperson", "DELETE"),
        protect("people_circlemember", f"person_id = {OPEN} OR member_id = {IS_ACTOR}", check=f"person_id = {OPEN}"),
        narrow("people_circlemember", "INSERT", f"added_by_id = {IS_ACTOR}"),
        narrow("people_circlemember", "DELETE"),
        only_these_change("people_circlemember", "ended_at"),
        protect("people_entry", ENTRY_SEEN, check=ENTRY_WRITTEN),
        narrow("people_entry", "INSERT", f"author_id = {IS_ACTOR}"),
        narrow("people_entry", "DELETE", ENTRY_GOES),
        only_these_change("people_entry", when=CHANGES_HANDS, name="keeps_its_author"),
        only_these_change(
            "people_entry",
            *("first_read_at", "answered_at"),
            when=f"OLD.first_read_at IS NULL AND NOT ({IS_MINE_ALONE})",
            name="keeps_its_words",
        ),
        only_these_change(
            "people_entry", "answered_at", when="OLD.first_read_at IS NOT NULL", name="stands_once_read"
        ),
        protect(
            "people_correction",
            f"person_id = {OPEN} OR (person_id = {KNOWN} AND by_id = {IS_ACTOR})",
            check=f"person_id = {KNOWN} AND by_id = {IS_ACTOR} AND {of_entry('people_correction', IS_ACTOR)}",
        ),
        protect(
            "people_ownversion",
            f"person_id = {OPEN}",
            check=f"person_id = (SELECT subject_id FROM access_user WHERE id = {IS_ACTOR})"
            f" AND {of_entry('people_ownversion')}",
        ),
        narrow("people_ownversion", "UPDATE"),
        narrow("people_ownversion", "DELETE"),
        no_change("people_correction"),
    ]
