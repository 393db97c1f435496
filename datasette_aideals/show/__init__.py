"""Pages and JSON: what is in the database, for people and for programs."""
