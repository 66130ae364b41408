"""Everything the project needs on a machine that has only Python: for development, the demo and tests.

``python -m preplainte.embedded exec COMMAND…`` gives one command a PostgreSQL and a Valkey of its own;
``python -m preplainte.embedded run`` (behind ``make run``) starts the whole site. Neither runs in production.
"""
