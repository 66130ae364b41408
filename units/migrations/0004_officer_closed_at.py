from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0003_desk"),
    ]

    operations = [
        migrations.AddField(
            model_name="officer",
            name="closed_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="Par le service, faute de connexion.",
                null=True,
                verbose_name="fermé le",
            ),
        ),
    ]
