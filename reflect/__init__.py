"""reflect: guided reflection interviews, from the guide to the write-up.

What lives here: the package's version, nothing else; importing it touches no disk and loads neither
Textual nor TinyDB. The rooms: `domain` (what the words mean), `guides`, `store`, `transcripts` and
`writeups` (each knows one craft), `services` (use cases), `tui` and `cli` (what people touch).
"""

__version__ = "0.1.0"
