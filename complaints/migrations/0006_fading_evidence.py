from django.db import migrations, models


class Migration(migrations.Migration):
    """By when something could still be seized: what the clock forgets once that is over."""

    dependencies = [("complaints", "0005_inbox_indexes")]

    operations = [
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                fields=["evidence_until"], name="complaint_fading", condition=models.Q(evidence_until__isnull=False)
            ),
        ),
    ]
