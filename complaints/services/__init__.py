"""What people and the clock do with pre-complaints: verbs, each one transaction."""
