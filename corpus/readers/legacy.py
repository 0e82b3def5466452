"""Texts set in fonts older than Unicode: TCVN 3 (".VnTime") and VNI, in which letters stand for Vietnamese ones."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

from corpus.syllables import syllable_share

# Below it a text is not Vietnamese as it stands; at or above it a converted one is.
_SPOILT = 0.75
_SOUND = 0.85
_FEWEST_RUNS = 8

# TCVN 5712:1993 (VN3), bytes as Latin-1 letters.
_TCVN3_CODES = (
    "A1Ă A2Â A3Ê A4Ô A5Ơ A6Ư A7Đ A8ă A9â AAê ABô ACơ ADư AEđ "
    "B5à B6ả B7ã B8á B9ạ BBằ BCẳ BDẵ BEắ C6ặ C7ầ C8ẩ C9ẫ CAấ CBậ CCè CEẻ CFẽ D0é D1ẹ D2ề D3ể D4ễ D5ế D6ệ "
    "D7ì D8ỉ DCĩ DDí DEị DFò E1ỏ E2õ E3ó E4ọ E5ồ E6ổ E7ỗ E8ố E9ộ EAờ EBở ECỡ EDớ EEợ "
    "EFù F1ủ F2ũ F3ú F4ụ F5ừ F6ử F7ữ F8ứ F9ự FAỳ FBỷ FCỹ FDý FEỵ"
)
# VNI for Windows: a vowel and the letter that stands for its marks.
_VNI_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_HAT = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_VNI_BREVE = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_SINGLE = {"ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ô": "ơ", "ö": "ư"}


def legacy_encoding(text: str) -> str | None:
    """Returns the name of the encoding that makes Vietnamese of `text`, None where it is Unicode or nothing does."""
    share, runs = syllable_share(text)
    if runs < _FEWEST_RUNS or share >= _SPOILT:
        return None
    shares = {name: syllable_share(convert(text))[0] for name, convert in ENCODINGS.items()}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= _SOUND else None


def converted(text: str, encoding: str) -> str:
    """Returns one line in Unicode; a line that was Unicode already, beside others, stays as it is."""
    changed = ENCODINGS[encoding](text)
    return changed if syllable_share(changed)[0] > syllable_share(text)[0] else text


def _from_tcvn3(text: str) -> str:
    return text.translate(_tcvn3())


@lru_cache(maxsize=1)
def _tcvn3() -> Mapping[int, str]:
    return {int(code[:2], 16): code[2:] for code in _TCVN3_CODES.split()}


def _from_vni(text: str) -> str:
    pattern, letters = _vni()
    return pattern.sub(lambda match: letters[match[0]], text)


@lru_cache(maxsize=1)
def _vni() -> tuple[re.Pattern[str], Mapping[str, str]]:
    letters = dict(_VNI_SINGLE)
    for vowel in "aeouy":
        letters |= {f"{vowel}{mark}": f"{vowel}{tone}" for mark, tone in _VNI_TONES.items()}
    for vowel, shown in (("ô", "ơ"), ("ö", "ư")):
        letters |= {f"{vowel}{mark}": f"{shown}{tone}" for mark, tone in _VNI_TONES.items()}
    for vowel in "aeo":
        letters |= {f"{vowel}{mark}": f"{vowel}\u0302{tone}" for mark, tone in _VNI_HAT.items()}
    letters |= {f"a{mark}": f"a\u0306{tone}" for mark, tone in _VNI_BREVE.items()}
    composed = {key: unicodedata.normalize("NFC", value) for key, value in letters.items()}
    cased = {key[0].upper() + key[1:]: value.upper() for key, value in composed.items()}
    everything = composed | cased | {key.upper(): value.upper() for key, value in composed.items()}
    longest_first = sorted(everything, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), everything


ENCODINGS: Mapping[str, Callable[[str], str]] = {"TCVN3 (ABC)": _from_tcvn3, "VNI": _from_vni}
