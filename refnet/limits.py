"""Every bound on what comes from outside, in one place; messages quote these numbers.

Source: the sizes at which readers were seen to hang or fill memory (reliability study, 3.9).
"""

from __future__ import annotations

from typing import Final

FILE_BYTES: Final = 50 * 1024 * 1024
LINE_CHARS: Final = 1024 * 1024
COLUMNS: Final = 1_000
ROWS: Final = 1_000_000
CELLS: Final = 2_000_000
HEADER_SEARCH_ROWS: Final = 40
BLANK_ROWS_TO_END: Final = 1_000

ZIP_MEMBERS: Final = 1_000
ZIP_MEMBER_BYTES: Final = 200 * 1024 * 1024
ZIP_TOTAL_BYTES: Final = 200 * 1024 * 1024
ZIP_RATIO: Final = 200

NAME_CHARS: Final = 500
NAME_SHOWN_CHARS: Final = 80
TEXT_CHARS: Final = 100_000
ADDRESS_CHARS: Final = 320
DATE_CHARS: Final = 64
URL_CHARS: Final = 2_000

GROUP_SIZE_FOR_TIES: Final = 50
"""An event with more people than this makes no ties between its guests."""

SIGHTINGS_TO_COMPARE: Final = 50_000
"""Up to so much is said in a book, the preview of a file lists whom its owner has to decide on."""

HOPS: Final = 5
ROUTES: Final = 100
