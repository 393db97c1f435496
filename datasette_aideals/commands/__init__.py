"""Groups of commands that ``cli`` puts together."""
