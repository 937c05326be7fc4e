"""Row security on every table of this app: an import is its importer's alone, what a team remembers is the team's."""

from django.db import migrations

from benken.access.row_policies import IS_ACTOR, narrow, only_these_change, protect


class Migration(migrations.Migration):
    dependencies = [("interop", "0001_initial"), ("access", "0002_walls")]

    operations = [
        protect("interop_import", f"by_id = {IS_ACTOR}"),
        narrow("interop_import", "DELETE"),
        only_these_change("interop_import", when="OLD.by_id <> NEW.by_id OR OLD.team_id <> NEW.team_id"),
        protect(
            "interop_importedrow",
            f"of_id = ANY (ARRAY(SELECT id FROM interop_import WHERE by_id = {IS_ACTOR}))",
        ),
        # A leader chooses; what came of a row, and whom it made, the job alone writes down. Undo goes by that.
        narrow("interop_importedrow", "INSERT", "outcome = '' AND person_id IS NULL AND told_sealed IS NULL"),
        only_these_change("interop_importedrow", "choice"),
        protect(
            "interop_rememberedcolumn",
            f"team_id = (SELECT team_id FROM access_user WHERE id = {IS_ACTOR})",
        ),
    ]
