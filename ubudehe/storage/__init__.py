"""Where things are kept: the database on either engine, its migrations, and files by content."""
