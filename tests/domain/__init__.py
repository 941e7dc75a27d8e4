"""Tests of the records and pure functions in `reflect.domain`."""
