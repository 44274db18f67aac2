"""Files in: read, keyed, resolved against everything said before, and saved as one change that can be undone."""

from refnet.ingest.asking import propose
from refnet.ingest.changes import decide, enter, import_file, import_files, take_back, undecide, undo
from refnet.ingest.forgetting import Forgotten, forget, forget_again
from refnet.ingest.marks import secret_in
from refnet.ingest.reading import EGO_KEY, Owner, Progress
from refnet.ingest.report import FileReport
from refnet.ingest.view import newest, who_is_who
from refnet.ingest.workout import is_current

__all__ = [
    "EGO_KEY",
    "FileReport",
    "Forgotten",
    "Owner",
    "Progress",
    "decide",
    "enter",
    "forget",
    "forget_again",
    "import_file",
    "import_files",
    "is_current",
    "newest",
    "propose",
    "secret_in",
    "take_back",
    "undecide",
    "undo",
    "who_is_who",
]
