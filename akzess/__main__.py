"""`python -m akzess` is the command line."""

import gc
from importlib import import_module

# What is imported stays. Looking for garbage in it again and again would be a quarter of the start of every process.
gc.disable()
main = import_module("akzess.cli").main
gc.freeze()
gc.enable()

main()
