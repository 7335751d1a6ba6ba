"""`python -m reporter`: the command line where the console script is not on the path."""

from reporter.cli import main

main()
