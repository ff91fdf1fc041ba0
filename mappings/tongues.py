"""German, Spanish, French, Italian, Portuguese and Dutch guard words, put into the English ones of `guards`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

# English, and what is read as it (lower case, without accents). A longer phrase goes before a shorter one.
_MEANINGS: Final[dict[str, str]] = {
    "suspected": "verdacht auf|verdacht auf ein|verdacht auf einen|hinweis auf|hinweise auf|suspekt|vermutet"
    "|vermutlich|vermutliches"
    "|sospecha de|sospecha|suspicion de|suspicion d'|suspecte|suspectee|sospetto di|sospetto|sospetta|verdenking op"
    "|verdenking|verdacht voor"
    "|verdacht op|vermoeden van|sospechado|suspeita de|suspeita",
    "possible": "moglich|mogliches|moglicher|moglicherweise|mogelijk|mogelijke|posible|possibile|possivel"
    "|eventuell|eventuel",
    "probable": "wahrscheinlich|wahrscheinliches|waarschijnlijk|waarschijnlijke|probabile|provavel",
    "unlikely": "unwahrscheinlich|onwaarschijnlijk|improbable|poco probable|improvavel",
    "questionable": "fraglich|fragliches|fraglicher|unklar|unklares|dudoso|douteux|dubbio|twijfelachtig",
    "to exclude": "zum ausschluss|zum ausschluss eines|zum ausschluss von|z. a.|z.a.|ausschluss von|descartar"
    "|recherche d'|recherche de|escludere"
    "|uitsluiten",
    "to be excluded": "a descartar|por descartar|a eliminer|a exclure|da escludere|uit te sluiten|auszuschliessen"
    "|auszuschlie\N{LATIN SMALL LETTER SHARP S}en",
    "not excluded": "no descartado|non exclu|non escluso|niet uitgesloten|nicht ausgeschlossen",
    "excluded": "descartado|descartada|exclu|exclue|elimine|eliminee|excluido|escluso|esclusa|uitgesloten"
    "|ausgeschlossenes|ausgeschlossener",
    "no evidence of": "kein hinweis auf|keine hinweise auf|kein anhalt fur|kein anhalt auf|kein nachweis eines"
    "|kein nachweis von|kein nachweis"
    "|geen aanwijzingen voor|sin evidencia de|sem evidencia de|pas d'argument pour",
    "no": "se descarta|sin|sem|ausencia de|pas d'|pas de|absence d'|absence de|aucun"
    "|aucune|nessun|nessuna|geen|ohne|sans|senza|zonder",
    "not": "nicht|niet",
    "not operated": "no operado|non opere|non operato|niet geopereerd",
    "not resected": "no resecado|non reseque|non resecato",
    "history of": "antecedente de|antecedentes de|historia de|historico de"
    "|antecedent d'|antecedent de|antecedents d'|antecedents de"
    "|voorgeschiedenis van|voorgeschiedenis"
    "|anamnese von|anamnestisch",
    "status post": "st. n.|st.n.|st. nach|status nach|zustand nach|status na|toestand na|esito di|esiti di|estado post",
    "former": "ehemaliges|ehemaliger|ehemals|fruheres|pregresso|pregressa|voormalig|previo|ancien",
    "resected": "resecado|resecada|ressecado|ressecada|reseque|resequee|resecato|gereseceerd|reseziertes",
    "operated": "operiert|operiertes|operado|operada|opere|operee|operato|geopereerd",
    "removed": "entfernt|entferntes|exstirpiert|extirpado|extirpada|verwijderd|asportato",
    "resection": "resektion|reseccion|resezione|resectie|exerese",
    "enucleation": "enukleation|enucleacion|enucleazione|enucleatie",
    "recurrence": "rezidiv|rezidive|rezidiviertes|rezidivierendes|recidive|recidiva|recidief",
    "planned": "geplant|geplante|planificado|prevue|prevu|gepland",
    "refused": "abgelehnt|verweigert|rechazado|refuse|rifiutato|geweigerd",
    "family history": "familiare belastung|familiare vorbelastung|familiar gehauft|antecedentes familiares"
    "|antecedents familiaux|familieanamnese",
    "mother": "mutter|madre|la mere|sa mere|moeder",
    "father": "vater mit|vater hatte|vater hat|beim vater|bei vater|padre|son pere|le pere|vader",
    "sister": "schwester|hermana|sa soeur|la soeur|sorella|zus",
    "brother": "bruder|hermano|son frere|le frere|fratello|broer",
    "aunt": "tante|onkel|tia materna|tio|zia|zio",
    "grandmother": "grossmutter|gro\N{LATIN SMALL LETTER SHARP S}mutter|grossvater"
    "|gro\N{LATIN SMALL LETTER SHARP S}vater|oma|opa|abuela|abuelo|nonna|nonno",
    "daughter": "tochter|hija|figlia|dochter|sohn|hijo|figlio|zoon",
    "non-insulinoma": "nicht-insulinom|nicht insulinom-|nichtinsulinom",
}  # fmt: skip
_ENGLISH: Final = {phrase: english for english, phrases in _MEANINGS.items() for phrase in phrases.split("|")}
_PHRASE: Final = re.compile(
    r"(?<![\w])(?:" + "|".join(re.escape(one) for one in sorted(_ENGLISH, key=len, reverse=True)) + r")(?:(?<=['.:-])"
    r"|(?!\w))"
)
_BESIDE: Final = re.compile(
    r"\b(?:beim|bei(?: der| dem| ihrer| seiner)?|chez|bij|en (?:la|el|su)|della"
    r"|nella) (?=mother|father|sister|brother|aunt|grand|daughter)"
)
_FATHER: Final = re.compile(r"^vater(?=\W)")
"""Elsewhere the name may be that of the ampulla."""
_LONGEST: Final = 4000
_YEAR: Final = re.compile(r"\b(?:en|nel|im|im jahr) (?=\d{4}\b)")
_PLANNED: Final = re.compile(r"\bausschluss (?=[^.;]{0,60}\bplanned)")


def in_english(words: str) -> str:
    """Return folded text with the guard words of other languages in English; everything else stays as it is.

    Only the first four thousand characters are read: what a thousand can become when they are folded.
    """
    return _in_english(words[:_LONGEST])


@lru_cache(maxsize=4096)
def _in_english(words: str) -> str:
    said = _PHRASE.sub(lambda match: _put(match[0]), _FATHER.sub("father", words))
    if said == words:
        return words
    said = _PLANNED.sub("to exclude ", _BESIDE.sub("in ", said))
    return _YEAR.sub("in ", said)


def _put(phrase: str) -> str:
    """Return the English of a phrase; what an apostrophe or a colon ends is set off."""
    english = _ENGLISH[phrase]
    if phrase in ("beim vater", "bei vater"):
        return f"in {english}"
    return f"{english} " if phrase[-1] in "'-:" else english
