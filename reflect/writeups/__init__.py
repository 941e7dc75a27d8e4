"""Write-ups: the researcher's Markdown, in which people's words stand by reference.

What lives here: finding and resolving references such as `[[quote k3v9]]`, putting the words in as they
were typed and only as the consent gate allows, drafting a reflection from a template, and the readable
record of a session. What does not: deciding about consent (`reflect.domain.gate`), reading and writing
files (the services), other formats than Markdown. Imports nothing of the package but `reflect.domain`
and `reflect.errors`; jinja2 and markdown-it-py are loaded inside the functions that need them, so that
the program starts without them. The services and the screens may import this room.
"""
