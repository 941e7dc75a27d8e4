"""The tabs of the study screen: each shows one list. The screen fetches, and does what is chosen."""
