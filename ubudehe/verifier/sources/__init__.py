"""Where a record is read from: a folder, a ZIP file, or a site. Every read has a limit."""
