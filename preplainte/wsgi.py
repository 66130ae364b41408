"""The WSGI entry point, served by granian."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

from complaints.sealing import keyring

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preplainte.settings")

application = get_wsgi_application()
keyring.require()  # a server that can't seal what victims write doesn't start

# What is loaded by now stays for ever: the collector need neither look at it again nor come as often as by default.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
