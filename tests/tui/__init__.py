"""Tests of the screens and widgets, by real key presses and mouse."""
