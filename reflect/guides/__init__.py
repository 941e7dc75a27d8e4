"""Reading and writing the guide format: Markdown to records and back, with every problem named.

Lives here: the parser and the writer of guides and codebooks, and what can be said about two of them
side by side. The format is specified in `docs/guides.md`. Does not live here: what a guide means (that is
`reflect.domain.guide`), where a study keeps its guides (the store), and how problems are shown (screens and
the command line). Imports `reflect.domain` and `reflect.errors` only; services, the command line, the store
and the screens may import it.
"""
