"""The social map: a village drawn by its people, and for them alone."""
