"""What the name of an Observation says where no code is known: laboratory, receptors, course, stage, size, load."""

from __future__ import annotations

import re
from typing import Final

# What is no measured glucose of now: averages, targets, sensor statistics, other substances, tests with glucose.
_NO_GLUCOSE: Final = (
    r"(?!.*(?:\bglucose load\b|\btime (?:in|above|below)\b|\bg-?6-?pd\b|\bglucose[- ]?6\b))"
    r"(?!.*\b(?:average|avg|mean|estimated|est|eag|gmi|goal|target|range|a1c|hba1c|hemoglobin|glycated|dose|variability"
    r"|coefficient|management|continuous|sensor|cgm|index|ratio|insulin|phosphate|dehydrogenase|interstitial|urin\w*|urinary"
    r"|ua|harn|csf|liquor|cerebrospinal|pleura\w*|ascit\w*|periton\w*|dialys\w*|fluid|dip-?stick|history|education|drink"
    r"|tablets?|gel|infusion|control|transport\w*|suppl\w*|syndrome|deficiency|orina|lcr|liquid[eio]|media|medio|moyenne"
    r"|mittlere"
    r"|mittelwert|promedio|estimad[ao]|estimee?|stimat[ao]|objeti[vf]o|objectif|cible|obiettivo|ziel\w*|indice|fosfato"
    r"|fosfat"
    r"|deshidrogenasa|glic(?:os)?ilad[ao]|glicad[ao]|glycatee?|glykiert\w*|capteur|variabili\w+|carga|charge|carico"
    r"|antecedente\w*)\b)"
)
_NOT_BLOOD: Final = r"(?!.*\b(?:urin\w*|ua|harn|csf|fluid|stool|sweat|dialys\w*|24 ?h\w*|ratio|excretion|clearance)\b)"
_NO_SALT: Final = r"(?!.*\b(?:chloride|iodide|phosphate|citrate|hydroxide|channel|intake|diet\w*|suppl\w*|dose)\b)"
_NO_HORMONE: Final = (
    r"(?!.*\b(?:antibod\w*|ab|autoantibod\w*|receptor|growth|igf\w*|ratio|resistance|dose|dosing|pump|units|glargine"
    r"|lispro|aspart"
    r"|regular|human|sliding|drip|infusion|order|therapy|use|sensitivity|homa\w*|index|post|after|stimulated|urin\w*|fluid"
    r"|[1-6] ?(?:h|hr|hrs|hours?|min|minutes?))\b)"
)
_NUCLEAR: Final = (
    r"(?:(?:68ga|ga-?68|gallium-?68|64cu|cu-?64)[ -]?)?dota(?:tate|toc|noc)|octreo ?scan"  # what is given to be seen
    r"|(?:octreotide|pentetreotide)(?= (?:scan|scinti))"
)
_NO_SCAN_RESULT: Final = (
    r"(?!.*\b(?:suv\w*|dose|activity|injected|mbq|mci|protocol|indication|technique|comparison|date|cycles?|therapy"
    r"|treatment|prrt|lutetium|lu-?177|177lu)\b)"
)
_NO_TISSUE: Final = r"(?!.*\b(?:ihc|immun\w*|stain\w*|tissue|biopsy|h-?score)\b)"
_SCAN: Final = r"(?:pet|imaging|scan|scintigra\w*|uptake)\b"
_TUMOR: Final = r"(?:tumou?r|metasta\w*|tumorlast|disease)"

_SPECIMEN: Final = (
    r"(?:(?:serum|plasma|blood|whole blood|fasting|free|total|intact|venous|arterial|poc|i-?stat)[ ,]{1,2}){0,2}"
)
_SHARP_S: Final = "\N{LATIN SMALL LETTER SHARP S}"
_GLYCEMIA: Final = r"gl(?:y[ck]|u[ck]|i[ck])a?e?mi[ae]s?"
_SUGAR: Final = (
    r"\b(?:gl[uy][ck]ose|glucosa|glucosio|glicose|glukosa|blood sugar|blutzucker|bloedsuiker|bloedglucose"
    r"|azucar en (?:la )?sangre"
    rf"|{_GLYCEMIA})\b"
)
_FASTING: Final = r"\b(?:fasting|nuchtern\w*|en ayunas|a jeun|a digiuno|em jejum)\b"
_STAGES: Final = r"(?:ajcc|uicc|tnm|enets|cancer|tumou?r|overall|clinical|pathologic(?:al)?|prognostic)"
_OTHER_STAGE: Final = (
    r"(?!.*\b(?:kidney|ckd|renal|ulcer|pressure|heart|liver|fibrosis|sleep|method|system|edition|date)\b)"
)
_PATTERNS: Final[dict[str, tuple[str, ...]]] = {
    "glucose": (rf"^{_NO_GLUCOSE}(?=.*{_SUGAR})",),
    "glucose-fasting": (rf"^{_NO_GLUCOSE}(?!.*\b(?:non|(?:not?|nicht|pas|sin)\b))(?=.*{_SUGAR})(?=.*{_FASTING})",),
    "insulin-level": (rf"^{_NO_HORMONE}{_SPECIMEN}insulin\b",),
    "c-peptide": (rf"^{_NO_HORMONE}{_SPECIMEN}(?:c|connecting)[ -]?peptide?\b",),
    "proinsulin": (rf"^{_NO_HORMONE}{_SPECIMEN}proinsulin\b",),
    "beta-hydroxybutyrate": (rf"^{_NOT_BLOOD}.*\b(?:beta|b|3)[ -]?(?:oh|hydroxy) ?-?butyr(?:ate|ic)",),
    "potassium": (rf"^{_NOT_BLOOD}{_NO_SALT}{_SPECIMEN}(?:potassium|kalium)\b",),
    "pregnancy-status": (
        r"\bpregnancy[ -]status\b",
        r"^(?:currently )?pregnan(?:t|cy)(?: now)?\W{0,2}$",
        r"^schwanger(?:schaft)?\W{0,2}$",
    ),
    "pregnancy-test": (
        r"\bpregnancy[ -]tests?\b",
        r"\bschwangerschaftstest\b",
        r"\b[bh]?-?hcg\b(?=.*\b(?:qual\w*|presence|pregnan\w*)\b)",
    ),
    "dpyd": (
        r"\bdpyd\b(?!.*\b(?:order|consent|interference)\b)",
        r"\bdihydropyrimidine?[ -]dehydrogenase\b",
        r"\bdpd\b(?=.*\b(?:deficien\w*|genotyp\w*|phenotyp\w*|metaboli[sz]er|activity score|enzyme|gene)\b)",
    ),
    "sstr-status": (
        rf"^{_NO_SCAN_RESULT}{_NO_TISSUE}(?=.*\b(?:sstr|somatostatin[ -]receptors?)(?: status)?[:,]?$)",
        rf"^{_NO_SCAN_RESULT}{_NO_TISSUE}(?=.*\b(?:sstr(?:[ -]?[2-5]a?)?|somatostatin[ -]receptors?)[ -]{_SCAN})",
        rf"^{_NO_SCAN_RESULT}{_NO_TISSUE}(?=.*\b(?:{_NUCLEAR}))",
    ),
    "sstr-tissue": (
        rf"\bsstr ?-?[2-5]a?\b(?!.*\b{_SCAN})",
        r"\b(?:sstr|somatostatin[ -]receptor)\b(?=.*\b(?:ihc|immun\w*|stain\w*|tissue|biopsy|h-?score|expression)\b)",
    ),
    "krenning-score": (r"\bkrenning\b",),
    "disease-progression": (
        r"\brecist\b(?!.*\b(?:target|sum|diameter|baseline|measur\w*|lesions?|number)\b)",
        r"\b(?:cancer|tumou?r|oncolog\w*|neuroendocrine|net)[ -](?:disease[ -])?(?:status|response|progression|course)\b",
        r"\bresponse to (?:cancer )?(?:treatment|therapy)\b",
        r"\b(?:treatment|therapy|overall|best overall|objective) (?:tumou?r )?response\b",
        r"^disease (?:progression|response)\b|\btumorverlauf\b|\bgesamtbeurteilung\b",
    ),
    "tnm": (
        rf"^{_OTHER_STAGE}.*\b{_STAGES}[ -](?:{_STAGES}[ -])?stag(?:e|ing)(?: group(?:ing)?)?\b",
        r"^stage group\w*\b|\buicc[ -]?stadium\b|^[cp]?tnm$",
    ),
    "tnm-t": (r"^(?:[cp] ?)?t[ -]category\b|\bprimary tumou?r \(?[cp]?t\)?$|\btnm[ -]t\b",),
    "tnm-n": (r"^(?:[cp] ?)?n[ -]category\b|\bregional (?:lymph )?nodes? \(?[cp]?n\)?$|\btnm[ -]n\b",),
    "tnm-m": (r"^(?:[cp] ?)?m[ -]category\b|\bdistant metastas[ei]s \(?[cp]?m\)?$|\btnm[ -]m\b",),
    "tumor-size": (
        r"\btumou?r (?:size|diameter|dimensions?)\b|\bsize of (?:the )?(?:primary )?tumou?r\b",
        rf"\b(?:greatest|largest|longest|maximum) tumou?r (?:dimension|diameter)\b|\btumor ?gro(?:ss|{_SHARP_S})e\b",
    ),
    "hepatic-tumor-load": (
        rf"\b(?:hepatic|liver) {_TUMOR} (?:load|burden|involvement|volume|replacement)\b",
        rf"\b{_TUMOR} (?:load|burden|involvement) (?:of|in) (?:the )?liver\b",
        r"\b(?:hepatic|liver) involvement\b(?=.*(?:tumou?r|metasta|%|percent))",
        r"\blebertumorlast\b|\btumorlast (?:der )?leber\b|\bhtl\b",
    ),
}
NAMES: Final = tuple((name, re.compile("|".join(patterns))) for name, patterns in _PATTERNS.items())
"""Value set -> what a name says that belongs to it; searched in folded text."""
