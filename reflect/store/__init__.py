"""The study folder on disk: sealed TinyDB files, saved whole or not at all.

What lives here, from the disk upwards: `filesystem` (every single operation, so that a test can make any
of them fail), `atomic` (one file replaced safely), `sealed` (the form of a file), `migrations`, `opening`
(reading a file that may be damaged, old or new), `on_disk` and `readback` (whether it is what was
expected), `storage` (TinyDB's extension point), `database`, `kinds`, `records` and `repository` (tables of
typed records), `session_file`, `study_file` with `study_settings`, `people_file` (one file each),
`study_folder` and `paths` (the whole), `locks`, `journal` and `journal_lines` (typed and not yet saved),
`merge`, `lineage`, `history` and `conflicts` (two people on one file), `bin`, `check`, `leftovers`,
`planned` (the disk as it would be) and `archive` (a study in one zip).

What does not: rules about quotes, consent or guides (`reflect.domain`, `reflect.services`), and anything a
person sees.

`services` and `cli` may import this room; `domain` and its siblings may not. It imports `reflect.domain` and
`reflect.errors` only. Importing it touches no disk.
"""
