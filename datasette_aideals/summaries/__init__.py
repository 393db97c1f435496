"""Summaries of deals that models write, each checked by code against the deal's statements."""
