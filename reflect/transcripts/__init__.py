"""Transcripts: interviews that were written down elsewhere, read into plain records.

What lives here: readers, one for each format, that take text and give typed records, and that say with
file and line what they could not read. What does not: putting what was read into a study (the services).
Imports nothing of the package but `reflect.domain` and `reflect.errors`; the services may import this room.
"""
