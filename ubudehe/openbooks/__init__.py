"""The public pages: what everybody may see, and nothing that points at a person."""
