"""What a file is called is sealed like the file, and what an import asks is counted.

Names kept in the open until now are dropped, not sealed: most belong to files that are gone already.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("interop", "0002_walls")]

    operations = [
        migrations.RemoveField(model_name="import", name="file_name"),
        migrations.AddField(model_name="import", name="name_sealed", field=models.BinaryField(blank=True, null=True)),
        migrations.AddField(model_name="import", name="questions", field=models.PositiveIntegerField(default=0)),
        migrations.AddField(model_name="import", name="compared_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            model_name="import", name="undo_stopped_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AlterField(
            model_name="import",
            name="state",
            field=models.CharField(
                choices=[
                    ("columns", "kolonnene skal ses over"),
                    ("preview", "klar til å ses over"),
                    ("taking_in", "tas inn"),
                    ("taken_in", "tatt inn"),
                    ("undoing", "angres"),
                    ("undone", "angret"),
                    ("stopped", "stoppet"),
                    ("left", "ikke tatt inn"),
                    ("barred", "ikke tatt inn, for du ledet ikke teamet lenger"),
                ],
                default="columns",
                max_length=10,
            ),
        ),
    ]
