"""Row security on every table of this app."""

from django.db import migrations

from benken.access.row_policies import IS_ACTOR, KNOWN, OPEN, no_change, protect, protect_record

# A draft is its author's alone for seven days; what is shared is the record's. Somebody who knows no more than their
# own talks sees those.
ENTRY_SEEN = f"""
  (state = 'shared' AND (person_id = {OPEN} OR (author_id = {IS_ACTOR} AND person_id = {KNOWN})))
  OR (state = 'draft' AND author_id = {IS_ACTOR} AND person_id = {KNOWN} AND created_at > statement_timestamp() - interval '7 days')
"""
ENTRY_WRITTEN = f"person_id = {KNOWN} AND (author_id = {IS_ACTOR} OR state = 'shared')"


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("access", "0002_walls")]

    operations = [
        protect("people_person", f"id = {KNOWN}"),
        protect_record("people_phone"),
        protect("people_contactperson", f"person_id = {OPEN}"),
        protect("people_circlemember", f"person_id = {OPEN} OR member_id = {IS_ACTOR}", check=f"person_id = {OPEN}"),
        protect("people_entry", ENTRY_SEEN, check=ENTRY_WRITTEN),
        protect_record("people_correction"),
        protect(
            "people_ownversion",
            f"person_id = {OPEN}",
            check=f"person_id = (SELECT subject_id FROM access_user WHERE id = {IS_ACTOR})",
        ),
        no_change("people_correction"),
    ]
