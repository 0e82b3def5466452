"""Character classes of Vietnamese letters for patterns.

Upper and lower case alternate in Unicode ("ẠạẢả…"), so a range such as À-Ỹ would hold both.
"""

_LATIN = [chr(point) for point in (*range(0x41, 0x250), *range(0x1E00, 0x1F00))]

UPPER = "".join(char for char in _LATIN if char.isupper())
LOWER = "".join(char for char in _LATIN if char.islower())
