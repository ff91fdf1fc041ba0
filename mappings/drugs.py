"""Which drug is meant: by code, and last by name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from mappings import drug_forms, strengths, tracers
from mappings.drug_names import NAMES, NOT_A_DRUG, is_excluded
from mappings.mentions import folded
from mappings.reading import codings, texts
from mappings.terminology import Terminology
from mappings.therapy import ANALOGS, Drug, DrugClass, Form

# Value set -> class; the first that fits decides, therapeutic before imaging, what never counts before its ingredient.
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
    ("sunitinib", DrugClass.SUNITINIB),
    ("cabozantinib-capsule-not-interchangeable", DrugClass.OTHER),
    ("cabozantinib", DrugClass.CABOZANTINIB),
    ("belzutifan", DrugClass.BELZUTIFAN),
    ("topical-5fu-exclude", DrugClass.OTHER),
    ("cytotoxic", DrugClass.CYTOTOXIC),
)
_FORMS: Final = (
    ("ssa-depot", Form.DEPOT),
    ("ssa-pasireotide-depot", Form.DEPOT),
    ("lanreotide", Form.DEPOT),
    ("ssa-short", Form.SHORT),
    ("ssa-oral", Form.ORAL),
)
_WARNED: Final = ANALOGS | {DrugClass.GLUCAGON}
_FORMED: Final = frozenset({DrugClass.SSA, DrugClass.PASIREOTIDE})


def identify(
    concept: object, terminology: Terminology, *, extra: Iterable[str] = (), forms: Iterable[str] = ()
) -> Drug | None:
    """Identify a medication CodeableConcept; `extra` are further names, such as a reference's display.

    `forms` are words of the dose form (Medication.form): they tell a form, never a drug. None means that nothing was
    said that names a drug: no known code and no words. A drug that is named, and is none of ours, has class OTHER.
    """
    more = tuple(filter(None, extra))
    if not more and not forms:
        return terminology.once("drug", _identify, concept)
    return _identify(concept, terminology, more, forms)


def _identify(
    concept: object, terminology: Terminology, extra: Iterable[str] = (), forms: Iterable[str] = ()
) -> Drug | None:
    sets = terminology.sets(concept)
    names = [text[:500] for text in (*texts(concept), *extra)]
    coded = next((drug_class for name, drug_class in _CLASSES if name in sets), None)
    # A wrong code must not silence: the name of an analog or of glucagon beside it wins.
    named = max((drug for text in names if (drug := _named(text)) is not None), key=_urgency, default=None)
    if named is not None and (coded is None or (_outweighs(named, coded) and coded not in _WARNED)):
        return _completed(named, concept, terminology, names, forms)
    if coded is not None and coded is not DrugClass.OTHER and not _never_counts(coded, names):
        return _completed(_coded(coded, sets, names, concept, terminology), concept, terminology, names, forms)
    if names or coded:
        return Drug(DrugClass.OTHER, "other", Form.UNKNOWN, "another drug", (names or [""])[0], "name")
    return None


def _outweighs(named: Drug, coded: DrugClass) -> bool:
    """Against the code of a tracer only a name with a form counts: "octreotide" alone may be the tracer's."""
    return _urgency(named) > 1 and (coded is not DrugClass.IMAGING or named.form is not Form.UNKNOWN)


def _urgency(drug: Drug) -> int:
    return 2 if drug.drug_class in _WARNED else int(drug.drug_class not in (DrugClass.IMAGING, DrugClass.OTHER))


def _never_counts(coded: DrugClass, names: list[str]) -> bool:
    """Whether a name beside the code of an ingredient makes it one that never counts (everolimus, "Zortress")."""
    return any(is_excluded(coded, folded(text)) for text in names)


def _coded(
    drug_class: DrugClass, sets: frozenset[str], names: list[str], concept: object, terminology: Terminology
) -> Drug:
    named = next((drug for text in names if (drug := _named(text)) is not None and drug.drug_class is drug_class), None)
    ingredient = _ingredient(drug_class, sets, concept, terminology)
    ingredient = ingredient or (named.ingredient if named else drug_class.value)
    form = next((form for name, form in _FORMS if name in sets), None)
    if form is None and drug_class in _FORMED:
        form = drug_forms.of_words(ingredient, " ".join(names))
    code = next((f"{coding.code}" for coding in codings(concept) if coding.code), "")
    return Drug(drug_class, ingredient, form or Form.UNKNOWN, drug_forms.label(ingredient, form), code, "code")


def _completed(drug: Drug, concept: object, terminology: Terminology, names: list[str], forms: Iterable[str]) -> Drug:
    """Add the strength, and the form that only the dose form says."""
    form = drug.form
    if form is Form.UNKNOWN and drug.drug_class in _FORMED:
        form = drug_forms.of_words(drug.ingredient, " ".join(forms))
    strength = strengths.of(concept, names, terminology)
    label = drug.label if form is drug.form else drug_forms.label(drug.ingredient, form)
    words = names[0] if names else ""
    return Drug(drug.drug_class, drug.ingredient, form, label, drug.seen, drug.how, strength, words)


def _ingredient(drug_class: DrugClass, sets: frozenset[str], concept: object, terminology: Terminology) -> str | None:
    if drug_class is DrugClass.SSA:
        return next((name for name in ("lanreotide", "octreotide") if name in sets), None)
    if drug_class is DrugClass.CYTOTOXIC:
        said = (terminology.property("code-ingredient", coding.system, coding.code) for coding in codings(concept))
        return next((str(one[0]) for one in said if one), None)
    return None if drug_class is DrugClass.IMAGING else drug_class.value


@lru_cache(maxsize=4096)
def _named(text: str) -> Drug | None:
    """Identify a drug by its words; tracers are taken out first, and PRRT is looked for before that."""
    words = folded(text)
    if tracers.is_radioligand(words):
        return Drug(DrugClass.PRRT, DrugClass.PRRT.value, Form.UNKNOWN, DrugClass.PRRT.value, text, "name")
    rest, found = tracers.TRACER.subn(" ", words)
    rest = NOT_A_DRUG.sub(" ", rest)
    for pattern, drug_class, ingredient in NAMES:
        if pattern.search(rest) and not is_excluded(drug_class, rest):
            form = drug_forms.of_words(ingredient, rest) if drug_class in _FORMED else Form.UNKNOWN
            return Drug(drug_class, ingredient, form, drug_forms.label(ingredient, form), text, "name")
    return Drug(DrugClass.IMAGING, "tracer", Form.UNKNOWN, "imaging agent", text, "name") if found else None
