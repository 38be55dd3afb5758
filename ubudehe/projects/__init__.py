"""From needs to proposals to a vote that a hill of voters understands and anyone can recount."""
