"""Words in and around a glucose result: of devices, of other fluids than blood, and for a result that does not exist."""

from __future__ import annotations

import re
from typing import Final

_RANGE: Final = (
    r"(?:the )?(?:(?:device|meter|glucometer|measuring|measurable|detection|reportable)(?:'?s)? )?(?:range|limit)"
)
LOW: Final = re.compile(
    r"lo|low|(?:critical(?:ly)?|crit\.?|very|too) low(?: to (?:read|measure))?"
    rf"|(?:below|under) {_RANGE}|unter (?:dem )?messbereich"
    r"|(?:(?:zu|sehr|kritisch|extrem) )?(?:niedrig|tief)|(?:(?:muy|demasiado) )?bajo|(?:(?:trop|tres) )?bas|(?:(?:troppo"
    r"|molto) )?basso"
    r"|(?:te )?laag|(?:muito )?baixo"
)
HIGH: Final = re.compile(
    r"hi|high|(?:critical(?:ly)?|crit\.?|very|too) high(?: to (?:read|measure))?"
    rf"|above {_RANGE}|uber (?:dem )?messbereich"
    r"|(?:(?:zu|sehr|kritisch|extrem) )?hoch|(?:(?:muy|demasiado|troppo|molto|muito) )?alto|(?:(?:trop|tres) )?(?:haut"
    r"|eleve)|(?:te )?hoog"
)
# Not blood: urine, cerebrospinal, pleural, ascitic and other fluids.
ELSEWHERE: Final = re.compile(
    r"\b(?:urin\w*|urinary|ua|u|harn|csf|liquor|cerebrospinal|spinal|pleura\w*|ascit\w*|periton\w*|dialys\w*|amnio\w*"
    r"|synovial|joint|pericardial|drain\w*|fluid|dip-?stick|stool|sweat|saliva|interstitial|vitreous|orina|lcr"
    r"|liquid[eio])\b"
)
IN_BLOOD: Final = re.compile(
    r"\b(?:serum|plasma\w*|blood|blut|ser|plas|bld|capillary|venous|arterial|poc|poct|glucometer|fingerstick|sangre|sang"
    r"|sangue"
    r"|suero|siero|soro|serique|bloed|vollblut|kapillar\w*|capil+a(?:r|ir[ei]|re)|gl[iyu][ck]a?e?mi[ae])\b"
)
DIPSTICK: Final = re.compile(
    r"neg(?:ative|ativ)?|pos(?:itive|itiv)?|trace|spur|normal|norm|[+]{1,4}|[1-4][+]|none|not detected|nachweisbar"
)
# Words for a result that does not exist; where one exists elsewhere ("see comment") it may be the low one.
NO_RESULT: Final = re.compile(
    r"\W*|n\.?/?[ad]\.?|none|nil|null|unknown|pending|tbd|tnp|qns|(?:test )?(?:not|nicht) (?:done|performed|available"
    r"|measured|tested|reported"
    r"|taken|applicable|collected|durchgefuhrt|gemessen|bestimmt|bestimmbar|verfugbar)|cancel\w*(?: by lab\w*)?"
    r"|(?:sample |specimen |probe )?(?:ha?emoly[sz]ed|hamolytisch|clotted|insufficient|unsuitable|rejected|lost)"
    r"|(?:quantity )?(?:not sufficient|insufficient)(?: (?:quantity|sample|specimen|material))?|no (?:sample|specimen"
    r"|result)"
    r"|ausstehend|folgt|keine probe|entfallt|pendiente|no realizad[oa]|en attente|non fait|non eseguito"
)
