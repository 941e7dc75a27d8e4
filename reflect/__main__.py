"""`python -m reflect`: the same as the command `reflect`."""

from reflect.cli import main

if __name__ == "__main__":
    main()
