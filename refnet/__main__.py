"""`python -m refnet` is the command `refnet`."""

from refnet.cli import main

if __name__ == "__main__":
    main(prog_name="refnet")
