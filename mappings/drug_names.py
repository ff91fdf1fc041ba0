"""Drugs by their names: generic names, salts and brands of several countries, and what only sounds like them."""

from __future__ import annotations

import re
from typing import Final

from mappings.therapy import DrugClass

# What has the name of a hormone and is a device, a test or another substance; taken out before a drug is looked for.
_ANALOG_NAME: Final = r"(?:lispro|aspart|glargin\w*|degludec|detemir|glulisin\w*|icodec|regular|nph|isophan\w*|human)"
_INSULINS: Final = r"insulin[aeo]?"
_GLUCAGONS: Final = r"glu[ck]agon[aeo]?"
NOT_A_DRUG: Final = re.compile(
    rf"\b(?:{_INSULINS}|{_GLUCAGONS})\W+(?:(?:fasting|random|free|total)\W+)?(?:like|ahnlich|level|assay|receptor|rezeptor"
    r"|(?:auto)?anti(?:bod|korp)|measure|spiegel|bestimmung|binding|degrading)\w*"
    r"|\binsulin\W+(?:growth|resist|sensitiv|pump|infusion set|reservoir|supplies|delivery|administration set|pen needle"
    r"|needle|syr(?:inge)?s?\b)\w*"
    rf"|\b(?:anti|pro|serum|plasma|fasting|free|total|c-peptide and)[- ]?(?:insulin|glucagon)\b(?!\W+{_ANALOG_NAME})"
    rf"|\b(?:needles?|syringes?|syr|ndl|pumps?|lancets?)\b(?:\W+\w+){{0,3}}?\W+insulin\b(?!\W+{_ANALOG_NAME})"
    # The same in Romance languages and Dutch, where the hormone comes last.
    r"|\b(?:simil\w*|semejante|apparente\w*|re[ck]ept\w*|recettor\w*|nivel\w*|niveau\w*|anti(?:cuerpos?|corps|corpi)"
    r"|resisten\w*"
    r"|resistance|sensib\w*)"
    rf"\W+(?:\w+\W+){{0,2}}?(?:{_INSULINS}|{_GLUCAGONS}|somatostatin[ae]?)\b(?!\W+{_ANALOG_NAME})"
    r"|\b(?:bombas?|agujas?|jeringas?|jeringuillas?|aiguilles?|seringues?|pompes?|siring(?:a|he)|ag(?:o|hi)|pompa|microinfusor\w*|naald\w*|spuit\w*"
    r"|nadeln?|kanulen?|pumpen?|spritzen?|agulhas?|seringas?)\b"
    rf"(?:(?!\W+pre)\W+\w+){{0,3}}?\W+{_INSULINS}\b(?!\W+{_ANALOG_NAME}|\W+(?:rapid|lent|asp|humain|uman))"
    r"|\bmecasermin\w*|\bglu[ck]agonom\w*"
)
_OCTREOTIDE: Final = (
    r"\bsandost(?:at)?in|\bmycapssa\b|\bbynfezia\b|\bo[ck]treotid|\bocreotid|\bocterotid|\boctreotrid|\bsiroctid\b|\boclaiz\b"
    r"|\boct lar\b|\blongastatin|\bsamilstin|\boczyesa\b|\bcam[- ]?2029\b"
)
_INSULIN: Final = (
    r"\binsulin[aeo]?\b|\b(?:lispro|glargine?|degludec|detemir|glulisine?|icodec|isophane?)\b|\binsulin(?=aspart|glargin|lispro)"
    r"|\b(?:lantus|toujeo|basaglar|abasaglar|semglee|rezvoglar|humalog|admelog|lyumjev|liprolog|novolog|novorapid|novomix"
    r"|fiasp|kirsty|merilog|apidra|levemir|tresiba|awiqli|humulin|novolin|myxredlin|afrezza|actrapid|insulatard|protaphane?"
    r"|mixtard|actraphane?|insuman|huminsulin|berlinsulin|hypurin|soliqua|suliqua|xultophy|ryzodeg)\b"
)
_SULFONYLUREA: Final = (
    r"\bgl(?:ipizid|[iy]burid|ibenclamid|imepirid|iclazid|iquidon|ibornurid|isentid|isoxepid)|\btolbutamid|\btolazamid|\b[ck]h?lorpropamid"
    r"|\bacetohexamid|\bcarbutamid|\b(?:glucotrol|amaryl|diamicron|daonil|euglucon|micronase|glucovance|metaglip|duetact"
    r"|glynase|diabeta|avandaryl|tandemact|orinase|tolinase|diabinese|minidiab|glibenese|glurenorm|maninil"
    r"|minodiab|glibomet|suguan|solosa|diabrezide|ozidia|glucidoral|roname)\b"
)
_GLINIDE: Final = (
    r"\b(?:repa|nate|miti)glinid|\b(?:prandin|prandimet|novonorm|enyglid|starlix|starsis|trazec|glufast)\b"
)
_SOMATOSTATIN: Final = (
    r"(?<!analog )(?<!analogo de )(?<!analogos de )(?<!analogo da )(?<!analogue de )(?<!analogues de )(?<!analogue de la )"
    r"(?<!analogues de la )(?<!analogos de la )(?<!analogo della )(?<!analoghi della )"
    r"\bsomatostatin[ae]?\b(?! (?:receptor|analog|level|assay))"
)
_ANALOG: Final = (
    r"\bsomatostatin[ae]?[ -]?analog|\banalog\w* (?:(?:de|da|della|du|of) )?(?:la )?somatostatin"
    r"|\bssa (?:depot|lar|inj)"
)
_GLUCAGON: Final = (
    rf"\b{_GLUCAGONS}\b|\bglukagon(?=injekt|notfall|spritze|kit)|\bglucagom\b|\bglucagen|\bgvoke|\bogluo\b|\bbaqsimi\b"
    r"|\bdasiglucagon|\bzegalogue\b"
)
_CYTOTOXIC: Final = (
    ("temozolomide", r"\btemozolomid|\btemo[dl]a[rl]\b|\btemcad\b"),
    ("capecitabine", r"\bcape[cz]itabin|\bxeloda\b|\becansya\b"),
    ("streptozocin", r"\bstrepto[zs]o[ct][io][cn]|\bzanosar\b"),
    ("doxorubicin", r"\bdoxorubicin|\badriamycin|\badriblastin|\bdoxil\b|\bcaelyx\b"),
    ("fluorouracil", r"\b(?:5[- ]?)?flu?orouracil|\b5-?fu\b|\badrucil\b"),
    ("dacarbazine", r"\bdacarbazin|\bdtic\b|\bdetimedac\b"),
    ("cisplatin", r"\bcisplatin"),
    ("carboplatin", r"\bcarboplatin|\bparaplatin\b"),
    ("oxaliplatin", r"\boxaliplatin|\beloxatin\b"),
    ("etoposide", r"\betoposid|\bvepesid\b|\betopophos\b|\btoposar\b"),
)
NAMES: Final = tuple(
    (re.compile(pattern), drug_class, ingredient)
    for pattern, drug_class, ingredient in (
        (r"\bsignifor\b|\bpasireotid", DrugClass.PASIREOTIDE, "pasireotide"),
        (_OCTREOTIDE, DrugClass.SSA, "octreotide"),
        (r"\bsomatulin[ae]?\b|\bipstyl\b|\bmyrelez\b|\bmytolac\b|\blan[r]?reotid", DrugClass.SSA, "lanreotide"),
        (r"\bvapreotid", DrugClass.SSA, "vapreotide"),
        (r"\bpalsonify\b|\bpaltusotin", DrugClass.SSA, "paltusotine"),
        (_SOMATOSTATIN, DrugClass.SSA, "somatostatin"),
        (_ANALOG, DrugClass.SSA, "somatostatin analog"),
        (_GLUCAGON, DrugClass.GLUCAGON, "glucagon"),
        (r"\bdiazoxid|\bproglycem\b|\bproglicem\b", DrugClass.DIAZOXIDE, "diazoxide"),
        (r"\beverolimus\b|\bafinitor\b|\bvotubia\b|\btorpenz\b", DrugClass.EVEROLIMUS, "everolimus"),
        (r"\bsunitinib|\bsutent\b", DrugClass.SUNITINIB, "sunitinib"),
        (r"\bcabozantinib|\bcabometyx\b", DrugClass.CABOZANTINIB, "cabozantinib"),
        (r"\bbelzutifan|\bwelireg\b", DrugClass.BELZUTIFAN, "belzutifan"),
        (_INSULIN, DrugClass.INSULIN, "insulin"),
        (_SULFONYLUREA, DrugClass.SULFONYLUREA, "sulfonylurea"),
        (_GLINIDE, DrugClass.GLINIDE, "glinide"),
        *((pattern, DrugClass.CYTOTOXIC, ingredient) for ingredient, pattern in _CYTOTOXIC),
    )
)  # fmt: skip
"""(pattern for folded words, class, ingredient); the first that fits decides, analogs and glucagon first."""
# The same ingredient for another purpose: transplantation, thyroid cancer, skin and eye.
_EXCLUDED: Final = {
    DrugClass.EVEROLIMUS: re.compile(r"\bzortress\b|\bcertican\b|(?<![\d.,])0?[.,](?:25|50?|75) ?mg\b"),
    DrugClass.CABOZANTINIB: re.compile(r"\bcometriq\b|\bcabozantinib\b.{0,60}\bcaps"),
    DrugClass.CYTOTOXIC: re.compile(
        r"\b(?:efudex|efudix|carac|fluoroplex|tolak|actikerall|verrumal)\b|\btopical\b.{0,40}\bflu?orouracil"
        r"|\bflu?orouracil\w*(?:.{0,80}\b(?:cream|creme|salbe|ointment|topical|external|ophthalmic|lotion|eye drops?)\b"
        r"|\W{0,3}[\d.,]{1,4} ?%)"
    ),
}


def is_excluded(drug_class: DrugClass, words: str) -> bool:
    """Whether folded words make a drug of this class one that never counts: Zortress, Cometriq, topical fluorouracil."""
    pattern = _EXCLUDED.get(drug_class)
    return pattern is not None and bool(pattern.search(words))
