"""The program in a browser on this machine: who may come in, what the page is, and which program it shows.

Nothing here knows what a study is: it shows a command in a page, and lets nobody in without a key. Only the
command line imports it, and only when somebody serves.
"""
