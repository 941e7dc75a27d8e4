"""Transcripts: interviews that were written down elsewhere, read into plain records.

What lives here: readers, one for each format, that take text and give typed records, and that say with
file and line what they could not read. What does not: putting what was read into a study (the services).
Imports nothing of the package but `reflect.domain` and `reflect.errors`; the services may import this room.

Its doors:

- `reading.read_transcript`: bytes → `records.Transcript`, or `InvalidInput` with file and line. Ask
  `reading.refuse_too_large` before reading a file from disk; `reading.rejoined` joins cues anew.
- `speakers.speakers_of`: who speaks, how much, and with which first words.
- `names.parts_of`, `names.places`: where known names stand; `replacing.replaced_in`, `restored`, `moved`.
- `align.likely_interviewers`, `align.aligned`: which turns belong to which question of a guide.
- `turns.seconds_at`: when a quote within a turn was said.

Inside: `detect` and `decoding` look at the bytes; a reader for each family of formats takes `source.Source`
lines and says `records.Cue`s; `turns` joins them; `reconcile` holds what came out against what went in.
"""
