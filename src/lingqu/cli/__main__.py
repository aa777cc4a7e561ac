"""python -m lingqu.cli: the same as the command `lingqu`."""

from lingqu.cli.main import main

main()
