"""What others show of a page before it is opened: its icon, its name on a phone, its picture."""
