"""An invented firm and the people around it: four years of files as an owner would have them, and the truth beside.

`generate.py` writes `files/` again, byte for byte. Nothing here knows refnet: the files go in as anybody's would.
"""

from pathlib import Path

FILES = Path(__file__).parent / "files"
"""The files, with `manifest.json` (what to import, in which order, whose each is) and `truth.json`."""
