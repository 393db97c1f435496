"""The pictures: where each line and bar goes; the templates draw them, with a table of the same figures beside."""
