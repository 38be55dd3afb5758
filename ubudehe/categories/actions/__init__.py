"""What people do in a round."""
