"""Django's PostgreSQL, with a lighter look at the line before each request."""
