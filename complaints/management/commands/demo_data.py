"""``manage.py demo_data``: units, accounts and pre-complaints, all invented. Never in production."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from complaints.sealing import keyring
from preplainte.demo import files
from preplainte.demo.accounts import PASSWORD
from preplainte.demo.units import DemoRefused, load_demo_officers, load_demo_units
from units.models import Commune


class Command(BaseCommand):
    help = "Load the demo's units, accounts and pre-complaints; what is already there is left as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        keyring.require()
        try:
            if not Commune.objects.exists():
                call_command("import_communes", verbosity=0)
            units = load_demo_units()
            officers = load_demo_officers()
        except DemoRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        created = files.create()
        self.stdout.write(f"Demo data: {len(units)} units, {created or 'no new'} pre-complaints")
        self.stdout.write(f"Accounts (password: {PASSWORD})")
        for officer in officers:
            self.stdout.write(f"  {officer.username:34}{officer.get_role_display()}")
