"""Further phrases of problem lists, in English, German, Spanish, French, Italian and Dutch."""

from __future__ import annotations

import pytest

from mappings.mentions import INSULINOMA, Mention, classify

ASSERTED = """Insulinoma of pancreatic tail, G1|Pancreas: insulinoma|Insulinoma syndrome|Insulinoma (disorder)|Insulinoma, malignant
Insulinoma, unspecified laterality|Sporadic insulinoma|Insulinoma 1.4 cm, uncinate process|Multiple insulinomas in MEN1
Symptomatic insulinoma on diazoxide|Insulinoma on octreotide LAR|Insulinoma with Whipple triad|Endogenous hyperinsulinism due to insulinoma
Insulinoma, stage IV|Insulinoma - awaiting surgical opinion|Insulinoma; not yet operated|Insulinoma: surgery refused
Insulinoma, no surgery possible|Insulinoma, not a candidate for surgery|Insulinoma, observation|Insulinoma, newly diagnosed 2026
Biopsy-proven insulinoma|Histologically confirmed insulinoma|Confirmed insulinoma|Known insulinoma|Insulinoma, confirmed
Insulinoma, diagnosed 2019|Insulinoma since 2019|Diabetes excluded; insulinoma|Insulinoma, adrenal insufficiency ruled out
Insulinoma with hypoglycemia, seizures excluded|Insulinoma, family history unknown|Insulinoma without MEN1|Insulinoma (no MEN1)
Insulinoma, sister has MEN1|Insulinoma, incompletely excised|Insulinoma, pre-op|Insulinoma, preoperative evaluation
Insulinoma recurrence|Insulinoma s/p resection with recurrence 2024|Insulinoma, s/p RFA, persistent
Insulinom|Insulinom des Pankreasschwanzes|Malignes Insulinom|Metastasiertes Insulinom|Insulinom, nicht operiert
Insulinom, OP geplant|Insulinom, Operation abgelehnt|Gesichertes Insulinom|Bekanntes Insulinom|Insulinrezidiv bei Insulinom
Insulinom-Rezidiv|Rezidiviertes Insulinom|Insulinom, inoperabel|Insulinom, nicht reseziert
Insulinoma pancreático|Insulinoma del páncreas|Insulinoma maligno|Insulinoma metastásico
Insulinome malin|Insulinome du pancréas|Insulinome métastatique|Insulinoma pancreatico|Insulinoma del pancreas
Insulinoom van de pancreas|Maligne insulinoom|Insulinoma non operabile|Insulinome non opéré"""
SUSPECTED = """Insulinoma suspected|Insulinoma is suspected|Insulinoma likely|Likely insulinoma vs NIPHS|Insulinoma vs. factitious hypoglycemia
Question of insulinoma|Insulinoma - to be confirmed|Insulinoma (suspected)|Insulinoma (possible)|Insulinoma (r/o)|Insulinoma r/o
Insulinoma, rule out|Hypoglycemia, insulinoma to be excluded|Hypoglycemia ?insulinoma|Hypoglycemia - ? insulinoma
Hypoglycemia, insulinoma not excluded|Insulinoma not ruled out yet|72-hour fast for insulinoma|Investigate for insulinoma
Insulinoma differential diagnosis|Insulinoma under investigation|Workup insulinoma
Imaging suggestive of insulinoma|Findings compatible with insulinoma|Consistent with insulinoma|Features of insulinoma
No definite insulinoma|Insulinoma cannot be confirmed|Suspected residual insulinoma|Possible metastatic insulinoma|Probable insulinoma, resected lesion pending
V.a. Insulinom|V. a. malignes Insulinom|Verdacht auf ein Insulinom|Insulinom, Verdacht|Insulinom (V.a.)|Fraglich Insulinom
Fragliches Insulinom|Mögliches Insulinom|Insulinom möglich|DD Insulinom|Insulinom nicht ausgeschlossen|Insulinom nicht sicher ausgeschlossen
Ausschluss eines Insulinoms geplant|Zum Ausschluss eines Insulinoms|Insulinom unwahrscheinlich|Wahrscheinlich Insulinom
Sospecha de insulinoma|Posible insulinoma|Probable insulinoma|Insulinoma probable|Insulinoma a descartar|Descartar insulinoma
Suspicion d'insulinome|Insulinome suspecté|Insulinome probable|Possible insulinome|Insulinome à éliminer|Recherche d'insulinome
Sospetto insulinoma|Insulinoma sospetto|Sospetto di insulinoma|Probabile insulinoma|Possibile insulinoma|Insulinoma da escludere
Verdenking op insulinoom|Mogelijk insulinoom|Insulinoom?|Verdacht voor insulinoom|Waarschijnlijk insulinoom"""
PAST = """Insulinoma s/p distal pancreatectomy 2018|Insulinoma status post enucleation, cured|Previous insulinoma, resected
Insulinoma, removed in childhood|Insulinoma, post enucleation|Insulinoma (history of)|Hx: insulinoma|Insulinoma, in complete remission
Insulinoma resected without recurrence|PMHx insulinoma|PMH insulinoma 2010|Surgically cured insulinoma|Insulinoma, prior|Past insulinoma
Z.n. Insulinom|Zustand nach Insulinom|Z. n. Enukleation Insulinom 2017|Insulinom, Z.n. Resektion|Insulinom, Z.n. Enukleation 2019
Insulinom, enukleiert 2019|Insulinom operiert 2015|Insulinom, Enukleation 2019|Ehemaliges Insulinom|Insulinom, entfernt 2018
St.n. Insulinom|Status nach Insulinom|Insulinom in Remission
Antecedente de insulinoma|Insulinoma resecado|Insulinoma operado en 2015|Antécédent d'insulinome|Insulinome opéré en 2015|Insulinome réséqué
Pregresso insulinoma|Insulinoma operato nel 2015|Status na insulinoom|Voorgeschiedenis insulinoom"""
DENIED = """Insulinoma excluded|Insulinoma: ruled out|No sign of insulinoma|No evidence for insulinoma
Not insulinoma|Insulinoma negative|Absence of insulinoma|Insulinoma definitively ruled out|Kein Hinweis auf Insulinom|Kein Anhalt für Insulinom
Kein Nachweis eines Insulinoms|Insulinom ausgeschlossen|Ausgeschlossenes Insulinom|Ausschluss eines Insulinoms|Ohne Insulinom
Sin insulinoma|Insulinoma descartado|Se descarta insulinoma|Pas d'insulinome|Absence d'insulinome|Insulinome exclu|Insulinome éliminé
Nessun insulinoma|Insulinoma escluso|Geen insulinoom|Insulinoom uitgesloten"""
FAMILY = """FH insulinoma|Family history: insulinoma|Insulinoma - father|Insulinoma in brother|Maternal aunt with insulinoma|Mother - insulinoma
Father had insulinoma and MEN1|Cousin: insulinoma|Daughter has insulinoma|Son with insulinoma|Insulinoma in the family|Insulinoma, family history
Mutter mit Insulinom|Vater: Insulinom|Insulinom beim Vater|Schwester hatte Insulinom|Familienanamnese: Insulinom|Familiäre Belastung Insulinom
Madre con insulinoma|Insulinome chez la mère|Padre con insulinoma|Moeder had insulinoom|Insulinoom bij vader"""
NOTHING = """IA-2 antibody (insulinoma-associated protein 2)|Insulinoma-associated antigen-2 autoantibodies|INSM1 insulinoma-associated 1 positive
Anti-insulinoma antigen 2|Insulin dependent diabetes|Insulin secretion disorder|Insulin producing cells low|NIPHS|Nicht-Insulinom-Hypoglykämie
Non-insulinoma|Hyperinsulinemia|Insulin autoimmune syndrome"""
# At least a doubt: never silence, and nothing better can be said of them.
NOT_SILENT = """Insulinoma, biopsy negative|Insulinoma - CT negative|Negative CT, insulinoma|No uptake on DOTATATE, insulinoma
Insulinoma, no longer on diazoxide|Insulinoma, previously on diazoxide|Insulinoma previously misdiagnosed as epilepsy|Insulinoma after gastric bypass
Insulinoma not amenable to resection|Insulinoma, unable to resect|Insulinoma, resection aborted|Insulinoma, laparotomy 2019 tumor not found
Insulinoma, ampulla of Vater|Insulinom, Papilla Vateri|Insulinoma near the papilla of Vater|Insulinoma, investigation ongoing
Insulinoma unlikely, excluded by fast|Insulinoma, failed enucleation 2019|Insulinoma R1 resection 2019|Insulinoma, subtotal resection|Insulinoma, operation 2027 geplant
Insulinoma mit Z.n. Cholezystektomie|Insulinom, Z.n. Biopsie|Insulinom, keine Metastasen|Insulinom ohne Metastasen|Insulinom, kein Rezidiv bekannt
Insulinoma sin metástasis|Insulinome sans métastase|Insulinoma senza metastasi|Insulinoma, no MEN1 in the family
Insulinoma - patient's mother informed|Son of patient informed of insulinoma|Insulinoma, denies hypoglycemia|Insulinoma; cured of hepatitis C
Insulinoma, metastases resected|Insulinoma: liver metastases resected 2020|Insulinoma, history of prior embolization|Past episodes of hypoglycemia from insulinoma"""


def phrases(text: str) -> list[str]:
    return [phrase for line in text.splitlines() for phrase in line.split("|")]


TABLE = [
    *((one, Mention.ASSERTED) for one in phrases(ASSERTED)), *((one, Mention.SUSPECTED) for one in phrases(SUSPECTED)),
    *((one, Mention.PAST) for one in phrases(PAST)), *((one, Mention.DENIED) for one in phrases(DENIED)),
    *((one, Mention.FAMILY) for one in phrases(FAMILY)), *((one, None) for one in phrases(NOTHING)),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "meant"), TABLE)
def test_a_phrase_is_read_as_meant(phrase: str, meant: Mention | None) -> None:
    """A doubt stays a doubt in every language, what is over is past, and what a relative had is not the patient's."""
    assert classify(phrase, INSULINOMA) == meant


@pytest.mark.parametrize("phrase", phrases(NOT_SILENT))
def test_a_neighbor_never_silences(phrase: str) -> None:
    """Words about something else beside the tumor leave it asserted, or at least suspected."""
    assert classify(phrase, INSULINOMA) in (Mention.ASSERTED, Mention.SUSPECTED)
