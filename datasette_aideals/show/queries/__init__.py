"""What the pages ask the database: plain SQLite connections in, frozen dataclasses out."""
