"""Pages of the demo: the walk through the service and the mails that were sent. Routed in demo mode only."""
