"""Emergency access: the reason stands with the right, and what is open by it alone is only read."""

from django.db import migrations, models

from benken.access.row_policies import DROP_EMERGENCY_FUNCTION, EMERGENCY_FUNCTION


class Migration(migrations.Migration):
    dependencies = [("access", "0008_blocks")]

    operations = [
        migrations.AddField(
            model_name="right",
            name="why",
            field=models.CharField(blank=True, max_length=300, default=""),
            preserve_default=False,
        ),
        migrations.RunSQL(EMERGENCY_FUNCTION, DROP_EMERGENCY_FUNCTION),
    ]
