"""Which drug is meant: by code, and last by name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from mappings.mentions import folded
from mappings.reading import codings, texts
from mappings.terminology import Terminology
from mappings.therapy import ANALOGS, Drug, DrugClass, Form

# Value set -> class; the first that fits decides, therapeutic before imaging.
_CLASSES: Final = (
    ("prrt", DrugClass.PRRT),
    ("pasireotide", DrugClass.PASIREOTIDE),
    ("ssa-pasireotide", DrugClass.PASIREOTIDE),
    ("ssa-pasireotide-depot", DrugClass.PASIREOTIDE),
    ("ssa-therapy", DrugClass.SSA),
    ("ssa-depot", DrugClass.SSA),
    ("ssa-short", DrugClass.SSA),
    ("ssa-oral", DrugClass.SSA),
    ("glucagon", DrugClass.GLUCAGON),
    ("sstr-imaging-agent", DrugClass.IMAGING),
    ("diazoxide", DrugClass.DIAZOXIDE),
    ("everolimus-transplant-exclude", DrugClass.OTHER),
    ("everolimus", DrugClass.EVEROLIMUS),
    ("insulin", DrugClass.INSULIN),
    ("sulfonylurea", DrugClass.SULFONYLUREA),
    ("glinide", DrugClass.GLINIDE),
)
_FORMS: Final = (
    ("ssa-depot", Form.DEPOT),
    ("ssa-pasireotide-depot", Form.DEPOT),
    ("lanreotide", Form.DEPOT),
    ("ssa-short", Form.SHORT),
    ("ssa-oral", Form.ORAL),
)
_ISOTOPE: Final = (
    r"(?:in(?:dium)?[- ]?111|111[- ]?in|ga(?:llium)?[- ]?6[78]|6[78][- ]?ga|cu(?:copper)?[- ]?6[14]|6[14][- ]?cu"
    r"|tc[- ]?99m?|99m?[- ]?tc|technetium|gallium|indium|copper)"
)
_PRRT: Final = re.compile(r"\blutathera\b|\bprrt\b|peptide receptor radionuclide|\blu-dota")
# A therapeutic isotope and a peptide, in either order: searched one after the other, so that no text makes it slow.
_THERAPEUTIC: Final = re.compile(r"\b(?:177[- ]?lu|lu[- ]?177|lutetium|lutecium|90[- ]?y|y[- ]?90|yttrium|225[- ]?ac)")
_PEPTIDE: Final = re.compile(
    r"dota[- ]?(?:tate|toc|noc)|oxodotreotid|edotreotid|dota\W{0,3}tyr|dota[- ]?octreot|octreotate"
)
# Words that name a tracer or a scan; they are taken out before a therapeutic name is looked for.
_TRACER: Final = re.compile(
    _ISOTOPE + r"(?:\W{1,3}\w{1,20}){0,4}?\W{0,3}octreotid\w*+(?!\W*(?:lar|depot)\b)"
    r"|octreotid\w*[\s,(-]*" + _ISOTOPE + r""
    r"|octreotid\w*(?!\W*(?:lar|depot)\b)(?:\W+(?!lar\b|depot\b|inj)\w+){0,3}?\W+(?:scan|scint\w*|spect|pet|localization|uptake)\b"
    r"|octreotid\w*[- ]*(?:scan|scint\w*|imaging|pet|spect|szinti\w*)\w*"
    r"|(?:scan|scint\w*|imaging|pet|spect|szinti\w*)\W+(?:(?:with|of|using)\W+)?octreotid\w*+(?!\W*(?:lar|depot)\b)"
    r"|\w*pentetreotid\w*|\w*edotreotid\w*|\w*oxodotreotid\w*|(?:edda\W*)?hynic\W*(?:octreotid\w*|toc)"
    r"|dota[- ]?(?:\W?tyr\W?3?\W?)?(?:octreotid\w*|toc|tate|noc)\b|octreoscan|netspot|detectnet|illuccix|somakit"
)
_NAMES: Final = (
    (re.compile(r"\bsignifor\b|\bpasireotid"), DrugClass.PASIREOTIDE, "pasireotide"),
    (re.compile(r"\bsandost(?:at)?in|\bmycapssa\b|\bbynfezia\b|\bo[ck]treotid|\bsiroctid\b|\boclaiz\b"
                r"|\boct lar\b"), DrugClass.SSA, "octreotide"),
    (re.compile(r"\bsomatuline?\b|\bipstyl\b|\blanreotid"), DrugClass.SSA, "lanreotide"),
    (re.compile(r"\bvapreotid"), DrugClass.SSA, "vapreotide"),
    (re.compile(r"\bpalsonify\b|\bpaltusotin"), DrugClass.SSA, "paltusotine"),
    (re.compile(r"\bsomatostatin\b(?! (?:receptor|analog|level|assay))"), DrugClass.SSA, "somatostatin"),
    (re.compile(r"\bsomatostatin analog|\bssa (?:depot|lar|inj)"), DrugClass.SSA, "somatostatin analog"),
    (re.compile(r"\bglucagon\b(?!\W+like)|\bglucagen\b|\bgvoke\b|\bogluo\b|\bbaqsimi\b|\bdasiglucagon|\bzegalogue\b"),
     DrugClass.GLUCAGON, "glucagon"),
    (re.compile(r"\bdiazoxid|\bproglycem\b"), DrugClass.DIAZOXIDE, "diazoxide"),
    (re.compile(r"^(?!.*\bzortress\b).*\beverolimus\b|\bafinitor\b"), DrugClass.EVEROLIMUS, "everolimus"),
    (re.compile(r"\binsulin\b(?!\W+like)|\b(?:lantus|humalog|novolog"
                r"|novorapid|levemir|tresiba|toujeo|humulin|novolin|apidra)\b"), DrugClass.INSULIN, "insulin"),
    (re.compile(r"\bgl(?:ipizid|yburid|ibenclamid|imepirid|iclazid)|\btolbutamid|\btolazamid|\bchlorpropamid"),
     DrugClass.SULFONYLUREA, "sulfonylurea"),
    (re.compile(r"\brepaglinid|\bnateglinid|\bprandin\b|\bstarlix\b"), DrugClass.GLINIDE, "glinide"),
)  # fmt: skip
_DEPOT: Final = re.compile(
    r"\blar\b|\blp\b|\w*depot\b|microspher|\bautogel\b|long[- ]?acting|extended[- ]?release|\ber\b|prolonged|retard|\bkit\b"
)
_ORAL: Final = re.compile(r"\bmycapssa\b|capsul|\boral\b|\btab(?:let)?s?\b")
_SHORT: Final = re.compile(
    r"\bbynfezia\b|mcg\b|microgram|\b[u\u03bc]g\b|ampoul|\bamp\b|vial|short[- ]?acting|immediate|\biv\b|infusion|/\s?ml\b"
)
_WARNED: Final = ANALOGS | {DrugClass.GLUCAGON}
_DEPOT_ONLY: Final = frozenset({"lanreotide"})
_ORAL_ONLY: Final = frozenset({"paltusotine"})


def identify(concept: object, terminology: Terminology, *, extra: Iterable[str] = ()) -> Drug | None:
    """Identify a medication CodeableConcept; `extra` are further names, such as a reference's display.

    None means that nothing was said that names a drug: no known code and no words. A drug that is named, and is
    none of ours, comes back with class OTHER.
    """
    sets = terminology.sets(concept)
    names = [text[:500] for text in (*texts(concept), *(text for text in extra if text))]
    coded = next((drug_class for name, drug_class in _CLASSES if name in sets), None)
    # A wrong code must not silence: the name of an analog or of glucagon beside it wins.
    named = max((drug for text in names if (drug := _named(text)) is not None), key=_urgency, default=None)
    if named is not None and (coded is None or (_outweighs(named, coded) and coded not in _WARNED)):
        return named
    if coded is not None and coded is not DrugClass.OTHER:
        return _coded(coded, sets, names, concept)
    if names or coded:
        return Drug(DrugClass.OTHER, "other", Form.UNKNOWN, "another drug", (names or [""])[0], "name")
    return None


def _outweighs(named: Drug, coded: DrugClass) -> bool:
    """Against the code of a tracer only a name with a form counts: "octreotide" alone may be the tracer's."""
    return _urgency(named) > 1 and (coded is not DrugClass.IMAGING or named.form is not Form.UNKNOWN)


def _urgency(drug: Drug) -> int:
    return 2 if drug.drug_class in _WARNED else int(drug.drug_class is not DrugClass.IMAGING)


def _coded(drug_class: DrugClass, sets: frozenset[str], names: list[str], concept: object) -> Drug:
    named = next((drug for text in names if (drug := _named(text)) is not None and drug.drug_class is drug_class), None)
    ingredient = _ingredient(drug_class, sets) or (named.ingredient if named else drug_class.value)
    form = next((form for name, form in _FORMS if name in sets), None)
    if form is None and drug_class in (DrugClass.SSA, DrugClass.PASIREOTIDE):
        form = _form(ingredient, " ".join(names))
    code = next((f"{coding.code}" for coding in codings(concept) if coding.code), "")
    return Drug(drug_class, ingredient, form or Form.UNKNOWN, _label(ingredient, form), code, "code")


def _ingredient(drug_class: DrugClass, sets: frozenset[str]) -> str | None:
    if drug_class is DrugClass.SSA:
        return next((name for name in ("lanreotide", "octreotide") if name in sets), None)
    return None if drug_class is DrugClass.IMAGING else drug_class.value


@lru_cache(maxsize=4096)
def _named(text: str) -> Drug | None:
    """Identify a drug by its words; tracers are taken out first, and PRRT is looked for before that."""
    words = folded(text)
    if _PRRT.search(words) or (_THERAPEUTIC.search(words) and _PEPTIDE.search(words)):
        return Drug(DrugClass.PRRT, DrugClass.PRRT.value, Form.UNKNOWN, DrugClass.PRRT.value, text, "name")
    rest, tracers = _TRACER.subn(" ", words)
    for pattern, drug_class, ingredient in _NAMES:
        if pattern.search(rest):
            form = _form(ingredient, rest) if drug_class in (DrugClass.SSA, DrugClass.PASIREOTIDE) else Form.UNKNOWN
            return Drug(drug_class, ingredient, form, _label(ingredient, form), text, "name")
    return Drug(DrugClass.IMAGING, "tracer", Form.UNKNOWN, "imaging agent", text, "name") if tracers else None


def _form(ingredient: str, words: str) -> Form:
    words = folded(words)
    if ingredient in _DEPOT_ONLY or _DEPOT.search(words):
        return Form.DEPOT
    if ingredient in _ORAL_ONLY or _ORAL.search(words):
        return Form.ORAL
    return Form.SHORT if _SHORT.search(words) or "injectable solution" in words else Form.UNKNOWN


def _label(ingredient: str, form: Form | None) -> str:
    """Our own name of a drug for a card: chart text never reaches a summary."""
    if form is Form.DEPOT and ingredient in ("octreotide", "pasireotide"):
        return f"{ingredient} LAR"
    if form in (Form.SHORT, Form.ORAL) and ingredient in ("octreotide", "pasireotide"):
        return f"{form.value} {ingredient}"
    return ingredient
