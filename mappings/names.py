"""Diseases that problem lists name in words: which are meant, and how. Insulinoma itself is in `mentions`."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from mappings import organ_terms
from mappings.mentions import ENDOCRINE, PRESENT, TUMOR, Mention, classify, folded

_ASSERTED: Final = frozenset({Mention.ASSERTED})
_HAPPENED: Final = frozenset({Mention.ASSERTED, Mention.PAST})
_WEIGHED: Final = _HAPPENED | PRESENT
"""For what another reader weighs again."""
_TUMOR: Final = (
    r"(?:p?nets?\b|pannets?\b|p-nets?\b|\b\w{0,8}insulinom|islet|gastrinom|glucagonom|vipom|somatostatinom"
    r"|(?:neuro)?endo[ck]rin|pancrea"
    r"|pankrea|carcinoid|karzinoid)"
)
_WORDS: Final = r"\W+(?:\w+\W+){0,3}?"
_ORGAN: Final = r"(?:liver|hepatic|bone|bony|osseous|skeletal|lung|pulmonary|brain|peritoneal|distant|visceral|adrenal)"
_LOW: Final = (
    r"(?:(?:nuchtern|spontan|fasten|hunger|rezidiv) )?(?:hypoglyc\w*|hypoglyk[ae]mi\w*|hypoglikemi\w*|hypogluc[ae]mi\w*"
    r"|hipogluc[ae]mi\w*|hipoglicemi\w*|ipoglicemi\w*"
    r"|low blood (?:sugar|glucose))"
)
_LOWS: Final = rf"\b{_LOW}|\bunterzucker\w*"
# Insulin as a drug: not an insulinoma, an insulin-secreting tumor, or the autoimmune syndrome.
_DRUG: Final = (
    r"(?:insulin(?!om|\W*(?:secret|produc|autoimm))|sul(?:f|ph)onyl\w*|antidiabeti\w*|glipizid\w*|gliben\w*"
    r"|glyburid\w*|glimepirid\w*"
    r"|gliclazid\w*|repaglinid\w*|nateglinid\w*|drugs?|medications?|medikament\w*)"
)
_UNLESS: Final = r"(?!without\b|no\b|non\b|not\b|ohne\b|kein)"
_ONE: Final = r"(?:type?|tipo)[ -]?(?:1|i)\b(?![.,]\d)"
_MEN1: Final = (
    rf"\bmultip\w* endo[ck]ri\w* (?:neoplasi|adenomatos)\w*,?(?: \(?men\)?)?,?[ -]{_ONE}"
    rf"|\bneoplasi\w* endo[ck]ri\w* multip\w*,?(?: \(?[mn]e[mn]\)?)?,? (?:de |di |do |del )?{_ONE}"
    r"|\b(?:men|nem)[ -]?(?:1|i)\b(?![.,]\d| ?(?:/|of\b|per\b|years?\b|months?\b|weeks?\b|days?\b|times?\b))"
    rf"|\b(?:men|nem)[ -](?:de )?{_ONE}|\bwermer\b"
)
_NET: Final = (
    rf"\bneuro[- ]?{ENDOCRINE}\W+(?:\w+\W+){{0,2}}?{TUMOR}\w*|\b{TUMOR}\w*\W+(?:\w+\W+){{0,2}}?neuro[- ]?{ENDOCRINE}"
    r"|\b[ck]ar[cz]inoid(?!\w*\W*(?:syndrom|heart|cris|kris))"
)
_VHL: Final = (
    r"\b(?:von[ -])?hippel\W+lindau\b(?!\W*(?:gene|test|mutation|sequenc|analys|neg))"
    r"|\bvhl\b(?!\W*(?:gene|test|mutation|sequenc|analys|neg|wild))"
)
# "NEC" alone is "not elsewhere classified"; it needs the pancreas beside it.
_NEC: Final = (
    r"\b(?:poorly|un)[ -]?differentiated\W+(?:\w+\W+){0,2}?neuroendo[ck]rin"
    r"|\bneuroendo[ck]rin\w*\W+(?:small|large)[ -]cell\W+[ck]ar[cz]inom|\bneuroendo[ck]rin\w*\W+[ck]ar[cz]inom"
    r"|\b(?:small|large)[ -]cell neuroendo[ck]rin|\bmi[xn]?nens?\b|\bmanecs?\b|\bmixed (?:adeno)?neuroendo[ck]rin"
    r"|\bpan-?necs?\b|\bpancreatic nec\b|\bnec of (?:the )?pancreas"
)
_LIVER: Final = (
    r"\b(?:liver|hepatic|hepatobiliary)\W+(?:\w+\W+){0,1}?(?:metasta\w*|mets?\b|deposits\b)|\bleber-?(?:metastas"
    r"|filia)\w*"
    rf"|\b(?:oligo)?metasta(?:s[ei]s|tic\w*|siert\w*){_WORDS}(?:liver|hepatic|leber)"
    r"|\b(?:secondary|spread)\W+(?:\w+\W+){0,4}?(?:of|to)\W+(?:the\W+)?liver|\bhepatisch\w* metasta\w*"
)
# The tumor's name follows, so that an operation named after it does not make the metastases past.
_SPREAD: Final = (
    rf"\b{_ORGAN}\W+(?:\w+\W+){{0,1}}?(?:metasta\w*|mets?\b)|(?<!non-)(?<!non )\b(?:oligo)?metastatic(?={_WORDS}{_TUMOR})"
    rf"|\b(?:hepatisch |ossar )?metastasiert\w*(?={_WORDS}{_TUMOR})"
    r"|\b(?:fern|knochen|leber|lungen|hirn)-?(?:metastas|filia)\w*|(?<=insulinoma, )metastatic\b"
    r"|(?<=insulinoma )metastatic\b"
    rf"|{_TUMOR}\w*\W+(?:\w+\W+){{0,4}}?(?:with|mit)\W+(?:\w+\W+){{0,2}}?(?:metasta\w*|mets)\b"
    rf"|\bmetastas[ei]s (?:of|from) (?:\w+\W+){{0,3}}?{_TUMOR}|{_TUMOR}\w*\W+(?:\w+\W+){{0,4}}?stage (?:iv|4)[abc]?\b"
)
_DRUG_LOW: Final = (
    rf"\b{_DRUG}[ -]?(?:\w+[ -])?(?:related|induced|induziert\w*|bedingt\w*|associated)\W+(?:\w+\W+){{0,2}}?{_LOW}"
    rf"|\b{_LOW}\W+(?:\w+\W+){{0,2}}?(?:due to|from|caused by|secondary to|induced by|after|on|durch"
    rf"|unter)\W+(?:\w+\W+){{0,2}}?{_DRUG}"
    rf"|\b(?:iatrogenic|factitious|facticious)\W+{_LOW}"
    rf"|\b{_DRUG}\W*(?:\w+\W+){{0,1}}?(?:overdos\w*|poisoning|toxicity|intoxi[ck]ation|vergiftung|uberdosierung)"
    rf"|\b(?:overdos\w*|poisoning|intoxi[ck]ation){_WORDS}(?:insulin(?!om)|sul(?:f|ph)onyl|antidiabeti)"
)
_DIABETES_LOW: Final = (
    rf"\b(?<!non-)(?<!non )diabet\w*\W+(?:{_UNLESS}\w+\W+){{0,6}}?{_LOW}|\b{_LOW}\W+(?:{_UNLESS}\w+\W+){{0,4}}?diabet"
)
# Diseases for which drugs of this project have another dose.
_RENAL: Final = (
    r"\brenal (?:cell|clear cell)\b.{0,20}\b(?:[ck]ar[cz]inom|cancer)\w*|\bnierenzell\w*"
    r"|\b(?:renal|kidney) (?:cancer|carcinoma)\b"
    r"|\bhypernephrom\w*|\b(?:cc|m)?rcc\b"
)
_GIST: Final = r"\bgastro[- ]?intestinal stromal (?:tumou?r|sarcom)\w*|\bgists?\b"
_BREAST: Final = (
    r"\bbreast\W+(?:\w+\W+){0,2}?(?:[ck]ar[cz]inom|cancer|malign)\w*|\b(?:carcinoma|cancer) of (?:the )?(?:\w+ )?breast\b"
    r"|\bmamma[- ]?[ck]ar[cz]inom\w*"
)
_SCLEROSIS: Final = r"\btuberous sclerosis\b|\btuberose sklerose\b|\bbourneville\b"
_DIABETES: Final = r"(?<!pre)(?<!pre[- ])(?<!non[- ])\bdiabet(?:es|ic)\b(?!\W+insipid)"
# Not a test, a wish, a counsel, or what is done so that there is none; nor a pregnancy outside the womb or of a mole.
PREGNANCY: Final = (
    r"(?<!ectopic )(?<!tubal )(?<!molar )(?<!false )(?<!pre-)(?<!post-)(?<!after )(?<!planning )(?<!desires )(?<!prevent )"
    r"(?<!wunsch nach )\b(?:pregnan(?:t|cy)|(?:fruh)?schwanger(?:schaft)?|embaraz(?:o|ada)|grossesse|gravidanza|gravidez"
    r"|zwanger(?:schap)?)\b"
    r"(?!\W*(?:tests?\b|prevent|counsel|planning|desire|wish|related (?:exam|screen)|result|negative|loss|outcome"
    r"|termination|terminated|contracep|education|not yet|unlikely|excluded))"
)
_DPD: Final = (
    r"\b(?:dpyd|dpd|dihydropyrimidine?[ -]dehydrogenase)\b\W*(?:[\w-]+\W+){0,3}?(?:deficien|defizi|mangel"
    r"|(?:poor|intermediate|normal) metaboli[sz]er)"
)
# Name, words of which one must occur (lower case), the pattern, and the mentions that count.
_TERMS: Final[tuple[tuple[str, tuple[str, ...], str, frozenset[Mention]], ...]] = (
    ("pancreatic-any", ("pancrea",),
     r"\bpancrea\w*\W+(?:\w+\W+){0,2}?(?:mass|tumou?r|neoplas|lesion|cancer|carcinom)\w*", PRESENT),
    ("e16-any", ("pogl", "perinsulin", "low blood"), rf"\b{_LOW}|\bh?[iy]perinsulinism", PRESENT),
    ("hyperinsulinism", ("perinsulin",), r"\bh?[iy]perinsulinism|\bhyperinsulina?emic hypoglyc", PRESENT),
    ("net", ("endo", "arcinoid", "arzinoid"), _NET, PRESENT),
    ("men1", ("endo", "men", "nem", "wermer"), _MEN1, PRESENT),
    ("gastrinoma", ("gastrinom", "zollinger"), r"\bgastrinom\w*|\bzollinger\W+ellison", _ASSERTED),
    ("vipoma", ("vipom", "verner", "wdha"), r"\bvipom\w*|\bverner\W+morrison|\bwdha\b", _ASSERTED),
    ("glucagonoma", ("gonom",), r"\bglu[ck]agonom\w*", _ASSERTED),
    ("somatostatinoma", ("somatostatinom",), r"\bsomatostatinom\w*", _ASSERTED),
    ("carcinoid-syndrome", ("arcinoid", "arzinoid"), r"\b[ck]ar[cz]inoid\W*(?:heart\W+)?s[iy]ndrom\w*", _ASSERTED),
    ("acromegaly", ("megal",), r"\ba[ck]romegal\w*", _ASSERTED),
    ("vhl", ("hippel", "vhl"), _VHL, _HAPPENED),
    ("nec-poorly-diff", ("neuroendo", "nec", "nen"), _NEC, _ASSERTED),
    ("well-differentiated", ("differen", "low", "g1", "g2", "grade", "g 1", "g 2", "g-1", "g-2"),
     r"\bwell[ -]?differentiated\b|\bhochdifferenziert\w*|\bg[ -]?[12]\b|\bgrade [12]\b|\blow[ -]grade\b", _ASSERTED),
    ("liver-mets", ("liver", "hepat", "leber"), _LIVER, _ASSERTED),
    ("metastatic", ("metasta", "mets", "met ", "filia", "stage"), _SPREAD, _ASSERTED),
    *organ_terms.TERMS,
    ("pregnancy", ("pregnan", "schwanger", "embaraz", "grossesse", "gravid", "zwanger"), PREGNANCY, PRESENT),
    ("dpd-deficiency", ("dpyd", "dpd", "dihydropyrimidin"), _DPD, _HAPPENED),
    ("hypoglycemia-words", ("glyc", "glyk", "gluc", "glic", "unterzucker", "blood"), _LOWS, _WEIGHED),
    ("drug-hypoglycemia", ("hypogly", "overdos", "poison", "dosier", "intoxi", "vergift", "toxicity"), _DRUG_LOW, _HAPPENED),
    ("diabetes-hypoglycemia", ("diabet",), _DIABETES_LOW, _HAPPENED),
    ("renal-cancer", ("renal", "kidney", "nierenzell", "nephrom", "rcc"), _RENAL, _ASSERTED),
    ("gist", ("stromal", "gist"), _GIST, _ASSERTED),
    ("breast-cancer", ("breast", "mamma"), _BREAST, _ASSERTED),
    ("tuberous-sclerosis", ("tuber", "bourneville"), _SCLEROSIS, _ASSERTED),
    ("diabetes", ("diabet",), _DIABETES, _ASSERTED),
)  # fmt: skip
_LONGEST: Final = 500
_MOST: Final = 20
"""Names of one entry that are remembered together: a text and a handful of displays."""
_POSSIBLE: Final = {"liver-mets": "metastases-possible", "metastatic": "metastases-possible"}
"""A doubtful metastasis is none, but it keeps an operation from ending a tumor."""


def sets_of(words: list[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names that the words of an entry say, and those that they mention only with a guard.

    Of each, 500 characters are read. Whatever is longer altogether than a few names is weighed, but not remembered.
    """
    read = tuple(text[:_LONGEST] for text in words)
    return _remembered(read) if len(read) <= _MOST and sum(map(len, read)) <= 2 * _LONGEST else _sets_of(read)


@lru_cache(maxsize=4096)
def _remembered(words: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    return _sets_of(words)


def _sets_of(words: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    found: dict[str, set[Mention]] = {}
    for text in words:
        for name, mention in _said(text):
            found.setdefault(name, set()).add(mention)
    counted = {name for name, _, _, counts in _TERMS if found.get(name, set()) & counts}
    doubted = {_POSSIBLE[name] for name in found.keys() & _POSSIBLE.keys() if Mention.SUSPECTED in found[name]}
    guarded = found.keys() - counted
    return frozenset(counted | doubted), frozenset(guarded)


def said(text: str) -> tuple[tuple[str, Mention], ...]:
    """Return every name that `text` (500 characters of it) mentions, and how its strongest mention is meant."""
    return _said(text[:_LONGEST])


@lru_cache(maxsize=4096)
def _said(text: str) -> tuple[tuple[str, Mention], ...]:
    plain, found = folded(text), []
    for name, triggers, pattern, _ in _TERMS:
        mention = classify(text, pattern) if any(one in plain for one in triggers) else None
        if mention is not None:
            found.append((name, mention))
    return tuple(found)
