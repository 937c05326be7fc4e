"""Row security on every table of this app: an import is its importer's alone, what a team remembers is the team's."""

from django.db import migrations

from benken.access.row_policies import IS_ACTOR, narrow, protect


class Migration(migrations.Migration):
    dependencies = [("interop", "0001_initial"), ("access", "0002_walls")]

    operations = [
        protect("interop_import", f"by_id = {IS_ACTOR}"),
        narrow("interop_import", "DELETE"),
        protect(
            "interop_importedrow",
            f"of_id = ANY (ARRAY(SELECT id FROM interop_import WHERE by_id = {IS_ACTOR}))",
        ),
        protect(
            "interop_rememberedcolumn",
            f"team_id = (SELECT team_id FROM access_user WHERE id = {IS_ACTOR})",
        ),
    ]
