"""Fault tests: each experiment breaks something on purpose and counts what is lost by it.

What lives here: one module for each kind of fault, each with one function that pytest runs a few times and
`python -m tests.faults` as often as it says in `experiments`. What is broken is a `Keeper` (`keepers`): ours,
through the real desk, journal and store, or the control, the same words kept in stock TinyDB storage
(`stock`), on which the same detectors must find something.
"""
