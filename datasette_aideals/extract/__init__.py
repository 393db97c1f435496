"""Asking models about articles: prompts, answers, and runs that can be stopped and taken up again."""
