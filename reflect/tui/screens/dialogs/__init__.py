"""Small screens over another one: each asks one thing and gives the answer back, or None for *cancel*."""
