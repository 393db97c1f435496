"""The database as files that anybody may have: a public copy, and a folder for a static host."""
