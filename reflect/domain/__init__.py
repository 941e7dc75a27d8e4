"""What the words of the field mean: typed, immutable records and pure functions.

No Textual, no TinyDB, no disk and no clock here; everything else in the package may import this room,
and this room imports nothing of the package but `reflect.errors`.
"""
