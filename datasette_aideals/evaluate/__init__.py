"""Measuring models against reference answers: the share of deals and of their slots that they get right."""
