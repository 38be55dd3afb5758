"""On which lawful basis the data of a household are kept, and whom it was told."""
