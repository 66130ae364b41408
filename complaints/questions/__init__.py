"""What is asked. A step is a Form class, a question is a field of it: storage, recap, desk, mails and PDF follow."""
