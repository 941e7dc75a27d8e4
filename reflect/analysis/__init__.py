"""Analysis: what records come to when they are counted and compared. Records in, plain tables out.

Pure functions only: nothing here reads a file, knows a screen, or words a sentence for one. It imports the
domain alone; services hand it records, and screens, write-ups and tables show what it gives.
"""
