"""What mails say, to whom, and how they leave. Mails to victims carry no text that anybody typed."""
