"""Checking every value of an answer against the article's own words."""

VERSION = "1"
"""Part of the key under which readings are kept: raised whenever the same answer gives other statements."""
