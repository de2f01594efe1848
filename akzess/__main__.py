"""`python -m akzess` is the command line."""

from .cli import main

main()
