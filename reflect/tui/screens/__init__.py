"""The screens, one file and one `.tcss` each: a screen asks services, shows what they say, holds no rule."""
