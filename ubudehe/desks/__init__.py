"""What a person finds of their own: sign-in, what waits for them until when, roles and accounts."""
