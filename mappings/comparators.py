"""Words before a number that bound it (less than, more than, about), in six languages, and those that change nothing."""

from __future__ import annotations

import re
from typing import Final

# A bound that is denied ("no more than") goes before what it denies. All in folded text.
SIGNS: Final = {
    "<=": r"<=|=<|less than or equal to|(?:no|not) (?:more|greater|higher|larger) than|(?:not|nicht) (?:above|over|uber"
    r"|ueber|mehr als|hoher als)"
    r"|not exceeding|at most|up to|max(?:imal|imum|imaal)?\.?|maximo|massimo|como maximo|al massimo|au maximum|au plus"
    r"|hochstens|hoogstens|ten hoogste"
    r"|bis zu|(?<!\d )(?<!\d)(?<!% )(?<!%)(?:bis|tot|hasta|ate|fino a[l]?|jusqu'au?)|kleiner(?: oder)? gleich"
    r"|menor o igual (?:a|que)"
    r"|inferieure? ou egale? a|minore o uguale a|no (?:mas|mayor) (?:de|del|que)|no superior a[l]?|pas plus de"
    r"|non piu d[ie]l?|niet meer dan",
    ">=": r">=|=>|greater than or equal to|(?:no|not) (?:less|fewer|lower|smaller) than|(?:not|nicht) (?:below|under|unter"
    r"|weniger als)|at least"
    r"|min(?:imum|imal|imaal)?\.?|minimo|como minimo|mindestens|wenigstens|ab|al menos|por lo menos|pelo menos|au moins"
    r"|au minimum|almeno|minstens"
    r"|ten minste|gr(?:o|oe)(?:ss|\xdf)er(?: oder)? gleich|mayor o igual (?:a|que)|superieure? ou egale? a"
    r"|maggiore o uguale a"
    r"|no (?:menos|menor) (?:de|del|que)|no inferior a[l]?|pas moins de|non meno d[ie]l?|niet minder dan",
    "<": r"<|(?:less|fewer|lower|smaller) than|under|below|unter(?:halb(?: von)?)?|(?:kleiner|weniger|niedriger"
    r"|geringer)(?: als)?|menos (?:de|del|que)"
    r"|menor(?:es)? (?:de|del|que|a|al|do que)|inferior(?:es)? (?:a|al|ao?)|por debajo del?|debajo del?|abaixo de|(?:moins"
    r"|en dessous|au-dessous) (?:de|que)"
    r"|inferieure?s? (?:a|au)|meno (?:di|del|dell')|minore (?:di|del|a)|inferiore (?:a|al)|sotto (?:il|al)|(?:minder|lager"
    r"|kleiner) dan|onder(?: de)?",
    ">": r">|(?:more|greater|higher|larger|bigger) than|over|above|exceed(?:s|ing)|uber|ueber|oberhalb(?: von)?|(?:gr(?:o"
    r"|oe)(?:ss|\xdf)er|hoher|mehr)(?: als)?"
    r"|mas (?:de|del|que)|mayor(?:es)? (?:de|del|que|a|al)|superior(?:es)? (?:a|al|ao?)|por encima del?|encima del?"
    r"|mais (?:de|do que|que)|maior (?:que|do que)"
    r"|acima de|(?:plus|au-dessus) (?:de|que)|superieure?s? (?:a|au)|piu (?:di|del)|maggiore (?:di|del|a)|superiore (?:a"
    r"|al)|oltre(?: il)?|sopra(?: il)?"
    r"|(?:meer|hoger|groter) dan|boven(?: de)?",
    "~": r"~|\u2248|\u223c|ca\.?|circa|cca\.?|c\.|etwa|ungefahr|rund|approx(?:\.|imately)?|aprox(?:\.|imadamente)?|about"
    r"|around|roughly|close to"
    r"|(?:estimated|geschatzt|estimado|stimato|estime)(?: (?:at|auf|en|a))?|schatzungsweise|alrededor del?|cerca del?|unos"
    r"|environ|autour de|intorno al?"
    r"|ongeveer|rond",
}  # fmt: skip
AFTER: Final = {
    "<=": r"(?:or|oder|o|ou|of|and|und|y|et|e|en) (?:less|lower|below|fewer|weniger|kleiner|darunter|niedriger|menos|menor"
    r"|moins|meno|minder|lager)\b",
    ">=": r"(?:or|oder|o|ou|of|and|und|y|et|e|en) (?:more|higher|above|greater|mehr|hoher|daruber|gro(?:ss|\xdf)er|mas"
    r"|mayor|mais|plus|piu|meer|hoger)\b",
}  # fmt: skip
_PLAIN: Final = frozenset(
    re.findall(
        r"\w+",
        "a actual aktuell al alto and anteil antibody approx as at average bajo bei betragt between calculated cell cells "
        "cellule cellules celulas count counted current das de del dem den der des di die differentiated du durchschnitt "
        "e el elevated en enets entre ergebnis erhoht es est et expression focal focally fokal found fraction fraktion "
        "from g grad grade grado high hoch hot hotspot hotspots hpf ihc il im immunohistochemistry immunoreactive in "
        "increased index indexes indice indices indizes is ist kerne ki la label labeling labelling le les li liegt lo "
        "low mean measured median mib mit mittel moderate nen net nets niedrig now nuclear nuclei nucleus of pannet per "
        "percent percentage pnet porcentaje pos positiv positiva positive positives positivity positivo pourcentage "
        "proliferacion proliferatie proliferation proliferations proliferationsindex proliferationsrate proliferativa "
        "proliferative proliferativo proliferazione prozent rata rate reactive reported result resultado score show "
        "showed showing shows spot spots stage stain stained staining tasa taux the this total tra tumor tumoral tumors "
        "tumorzellen tumour tussen un una und une valeur valor valore value von war was well wert who with y zeigt zelle "
        "zellen zellkerne zwischen ",
    )
)
"""Words that may stand before a number and neither bound, deny nor replace it."""
_CLAUSE: Final = re.compile(r"[,;:()\[\]=|/]|\.(?=\s)|\n")
_WORD: Final = re.compile(r"[^\W\d_]+")
_MARKUP: Final = re.compile(r"<[^<>]{0,40}>")


def sign_of(words: str | None) -> str:
    """Return the sign that the words of a match stand for, or an empty string."""
    if not words:
        return ""
    plain = words.strip()
    return next((sign for table in (SIGNS, AFTER) for sign, one in table.items() if re.fullmatch(one, plain)), "")


def understood(before: str) -> bool:
    """Whether nothing in the clause before a number may change it: each of its words is one that changes nothing."""
    return all(word in _PLAIN for word in _WORD.findall(_MARKUP.sub(" ", _CLAUSE.split(before)[-1])))
