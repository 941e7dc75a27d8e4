"""Use cases: what a researcher does with a study, in the order they do it.

What lives here: `Study` (one study, opened), `SessionDesk` (one session being worked on), write-ups,
the demo. Services ask the store, the guides and the write-ups for their crafts; screens and the command
line ask services. Nothing here imports Textual or click.
"""
