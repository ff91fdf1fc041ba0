"""Words before a number that bound it (less than, more than, about), in six languages, and those that change nothing."""

from __future__ import annotations

import re
from typing import Final

# A bound that is denied ("no more than") goes before what it denies. All in folded text.
SIGNS: Final = {
    "<=": r"<=|=<|less than or equal to|(?:no|not) (?:more|greater|higher|larger) than|(?:not|nicht) (?:above|over|uber|ueber|mehr als|hoher als)"
    r"|not exceeding|at most|up to|max(?:imal|imum|imaal)?\.?|maximo|massimo|como maximo|al massimo|au maximum|au plus|hochstens|hoogstens|ten hoogste"
    r"|bis zu|(?<!\d )(?<!\d)(?<!% )(?<!%)(?:bis|tot|hasta|ate|fino a[l]?|jusqu'au?)|kleiner(?: oder)? gleich|menor o igual (?:a|que)"
    r"|inferieure? ou egale? a|minore o uguale a|no (?:mas|mayor) (?:de|del|que)|no superior a[l]?|pas plus de|non piu d[ie]l?|niet meer dan",
    ">=": r">=|=>|greater than or equal to|(?:no|not) (?:less|fewer|lower|smaller) than|(?:not|nicht) (?:below|under|unter|weniger als)|at least"
    r"|min(?:imum|imal|imaal)?\.?|minimo|como minimo|mindestens|wenigstens|ab|al menos|por lo menos|pelo menos|au moins|au minimum|almeno|minstens"
    r"|ten minste|gr(?:o|oe)(?:ss|\xdf)er(?: oder)? gleich|mayor o igual (?:a|que)|superieure? ou egale? a|maggiore o uguale a"
    r"|no (?:menos|menor) (?:de|del|que)|no inferior a[l]?|pas moins de|non meno d[ie]l?|niet minder dan",
    "<": r"<|(?:less|fewer|lower|smaller) than|under|below|unter(?:halb(?: von)?)?|(?:kleiner|weniger|niedriger|geringer)(?: als)?|menos (?:de|del|que)"
    r"|menor(?:es)? (?:de|del|que|a|al|do que)|inferior(?:es)? (?:a|al|ao?)|por debajo del?|debajo del?|abaixo de|(?:moins|en dessous|au-dessous) (?:de|que)"
    r"|inferieure?s? (?:a|au)|meno (?:di|del|dell')|minore (?:di|del|a)|inferiore (?:a|al)|sotto (?:il|al)|(?:minder|lager|kleiner) dan|onder(?: de)?",
    ">": r">|(?:more|greater|higher|larger|bigger) than|over|above|exceed(?:s|ing)|uber|ueber|oberhalb(?: von)?|(?:gr(?:o|oe)(?:ss|\xdf)er|hoher|mehr)(?: als)?"
    r"|mas (?:de|del|que)|mayor(?:es)? (?:de|del|que|a|al)|superior(?:es)? (?:a|al|ao?)|por encima del?|encima del?|mais (?:de|do que|que)|maior (?:que|do que)"
    r"|acima de|(?:plus|au-dessus) (?:de|que)|superieure?s? (?:a|au)|piu (?:di|del)|maggiore (?:di|del|a)|superiore (?:a|al)|oltre(?: il)?|sopra(?: il)?"
    r"|(?:meer|hoger|groter) dan|boven(?: de)?",
    "~": r"~|\u2248|\u223c|ca\.?|circa|cca\.?|c\.|etwa|ungefahr|rund|approx(?:\.|imately)?|aprox(?:\.|imadamente)?|about|around|roughly|close to"
    r"|(?:estimated|geschatzt|estimado|stimato|estime)(?: (?:at|auf|en|a))?|schatzungsweise|alrededor del?|cerca del?|unos|environ|autour de|intorno al?"
    r"|ongeveer|rond",
}  # fmt: skip
AFTER: Final = {
    "<=": r"(?:or|oder|o|ou|of|and|und|y|et|e|en) (?:less|lower|below|fewer|weniger|kleiner|darunter|niedriger|menos|menor|moins|meno|minder|lager)\b",
    ">=": r"(?:or|oder|o|ou|of|and|und|y|et|e|en) (?:more|higher|above|greater|mehr|hoher|daruber|gro(?:ss|\xdf)er|mas|mayor|mais|plus|piu|meer|hoger)\b",
}  # fmt: skip
_PLAIN: Final = frozenset(
    "ki mib g who enets net nets nen pnet pannet grade grad grado stage index indices indizes indice indexes proliferation proliferations"
    " proliferative proliferativo proliferativa proliferationsindex proliferationsrate proliferatie proliferacion proliferazione"
    " rate rata tasa taux fraction fraktion score value valor valeur valore wert result ergebnis resultado labeling labelling label li"
    " nuclear nuclei nucleus kerne zellkerne cell cells zellen zelle celulas cellules cellule tumor tumour tumors tumoral tumorzellen"
    " hot spot spots hotspot hotspots positive positiv positivo positiva positives pos positivity expression is ist was war es est"
    " of in the at with mit as von der die das des dem den im bei betragt liegt de del la el en le les du di il al lo una un une a per"
    " from between zwischen entre tra tussen shows show showing showed zeigt found measured counted reported low high niedrig hoch bajo alto"
    " elevated increased erhoht well differentiated moderate mean average median mittel durchschnitt focal focally fokal stain staining"
    " stained reactive immunoreactive immunohistochemistry ihc antibody percentage percent prozent anteil porcentaje pourcentage"
    " calculated count hpf and und y et e with total this current now aktuell actual approx".split()
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
