"""The program in a browser: who may come in, and a real browser that does."""
