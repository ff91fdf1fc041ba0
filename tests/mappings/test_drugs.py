"""Which drug is meant: every code of the value sets, and names as they are written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from mappings import terminology
from mappings.drugs import identify
from mappings.reading import Json
from mappings.terminology import HERE, Terminology
from mappings.therapy import Drug, DrugClass, Form, Strength

RXNORM: Final = "http://www.nlm.nih.gov/research/umls/rxnorm"
ATC: Final = "http://www.whocc.no/atc"
NDC: Final = "http://hl7.org/fhir/sid/ndc"
HCPCS: Final = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
SSA, PASIREOTIDE, PRRT, GLUCAGON = DrugClass.SSA, DrugClass.PASIREOTIDE, DrugClass.PRRT, DrugClass.GLUCAGON
IMAGING, OTHER, EVEROLIMUS = DrugClass.IMAGING, DrugClass.OTHER, DrugClass.EVEROLIMUS
DEPOT, SHORT, ORAL, UNKNOWN = Form.DEPOT, Form.SHORT, Form.ORAL, Form.UNKNOWN
CLASSES: Final = {
    "ssa-therapy": SSA, "ssa-depot": SSA, "ssa-short": SSA, "ssa-oral": SSA, "lanreotide": SSA, "octreotide": SSA,
    "octreotide-any-form": SSA, "ssa-pasireotide": PASIREOTIDE, "ssa-pasireotide-depot": PASIREOTIDE,
    "pasireotide": PASIREOTIDE, "glucagon": GLUCAGON, "prrt": PRRT, "sstr-imaging-agent": IMAGING,
    "diazoxide": DrugClass.DIAZOXIDE, "sulfonylurea": DrugClass.SULFONYLUREA, "insulin": DrugClass.INSULIN,
    "glinide": DrugClass.GLINIDE, "everolimus-transplant-exclude": OTHER, "everolimus": EVEROLIMUS,
    "sunitinib": DrugClass.SUNITINIB, "cabozantinib": DrugClass.CABOZANTINIB, "belzutifan": DrugClass.BELZUTIFAN,
    "cytotoxic": DrugClass.CYTOTOXIC, "topical-5fu-exclude": OTHER, "cabozantinib-capsule-not-interchangeable": OTHER,
}  # fmt: skip
FORMS: Final = {
    "ssa-depot": DEPOT,
    "ssa-short": SHORT,
    "ssa-oral": ORAL,
    "ssa-pasireotide-depot": DEPOT,
    "lanreotide": DEPOT,
}


def published(name: str) -> list[tuple[str, str]]:
    """Return (system, code) of a shipped value set, a class by its own code."""
    content = json.loads((HERE / "value_sets" / f"{name}.json").read_text(encoding="utf-8"))
    includes = content["compose"]["include"]
    codes = [(one["system"], concept["code"]) for one in includes for concept in one.get("concept", ())]
    return codes + [(one["system"], rule["value"]) for one in includes for rule in one.get("filter", ())]


@pytest.fixture(scope="module")
def terms() -> Terminology:
    """Return the shipped terminology."""
    return terminology.load()


def coded(*codes: tuple[str, str], text: str = "") -> Json:
    """Return a CodeableConcept."""
    concept: Json = {"coding": [{"system": system, "code": code} for system, code in codes]}
    return concept | ({"text": text} if text else {})


def found(concept: object, terms: Terminology) -> Drug:
    """Return what is identified, which must be something."""
    drug = identify(concept, terms)
    assert drug is not None
    return drug


@pytest.mark.parametrize(
    ("name", "system", "code"), [(name, system, code) for name in CLASSES for system, code in published(name)]
)
def test_every_code_gives_its_class(name: str, system: str, code: str, terms: Terminology) -> None:
    """Each code of the drug sets, alone and without a word, says which class of drug is meant."""
    drug = found(coded((system, code)), terms)
    assert drug.drug_class is CLASSES[name]
    if name in FORMS:
        assert drug.form is FORMS[name]
    if CLASSES[name] is not OTHER:
        assert drug.how == "code"


@pytest.mark.parametrize(
    ("text", "drug_class", "form"),
    [
        ("octreotide", SSA, UNKNOWN), ("OCTREOTIDE ACETATE", SSA, UNKNOWN), ("Octr\u00e9otide", SSA, UNKNOWN),
        ("Octreotid", SSA, UNKNOWN), ("OCTREOTIDE ACETATE 100 MCG/ML INJECTION SOLUTION", SSA, SHORT),
        ("octreotide 50 mcg subcutaneous", SSA, SHORT), ("octreotide 0.1 mg/mL vial", SSA, SHORT),
        ("octreotide 500 \u00b5g/ml", SSA, SHORT), ("octreotide infusion", SSA, SHORT), ("octreotide IV", SSA, SHORT),
        ("SANDOSTATIN LAR DEPOT 20 MG IM KIT", SSA, DEPOT), ("Sandostatin LAR", SSA, DEPOT), ("Sandostatine LP", SSA, DEPOT),
        ("Sandostatin-LAR-Monatsdepot 20 mg", SSA, DEPOT), ("octreotide LAR 30 mg", SSA, DEPOT),
        ("octreotide microspheres ER injection", SSA, DEPOT), ("octreotide, long-acting", SSA, DEPOT),
        ("Sandostatin", SSA, UNKNOWN), ("Bynfezia pen", SSA, SHORT), ("Mycapssa", SSA, ORAL),
        ("octreotide 20 mg delayed-release capsule", SSA, ORAL), ("Bynfezia", SSA, SHORT),
        ("lanreotide", SSA, DEPOT), ("LANREOTIDE 120 MG/0.5 ML", SSA, DEPOT), ("Somatuline Depot", SSA, DEPOT),
        ("Somatuline Autogel", SSA, DEPOT), ("Ipstyl", SSA, DEPOT), ("Paltusotine 20 mg tablet", SSA, ORAL),
        ("Palsonify", SSA, ORAL), ("vapreotide", SSA, UNKNOWN), ("somatostatin infusion", SSA, SHORT),
        ("long-acting somatostatin analogue", SSA, DEPOT),
        ("Signifor LAR", PASIREOTIDE, DEPOT), ("pasireotide 0.6 mg/mL ampoule", PASIREOTIDE, SHORT),
        ("octreotide LAR before Ga-68 DOTATATE PET", SSA, DEPOT), ("octreotide LAR 20 mg, hold for Octreoscan", SSA, DEPOT),
        ("octreotide 100 mcg prior to 68Ga-DOTATOC PET", SSA, SHORT),
        ("octreotide depot (last dose before 68Ga PET)", SSA, DEPOT),
        ("octreotide LAR after PET", SSA, DEPOT), ("PET then octreotide LAR", SSA, DEPOT),
        ("octreotide (SSTR positive on Ga-68 DOTATATE)", SSA, UNKNOWN),
    ],
)  # fmt: skip
def test_an_analog_is_found_by_name(text: str, drug_class: DrugClass, form: Form, terms: Terminology) -> None:
    """Names in capitals, with accents, of brands and beside a scan are the analog, with the form that they say."""
    drug = found({"text": text}, terms)
    assert (drug.drug_class, drug.form, drug.how) == (drug_class, form, "name")


@pytest.mark.parametrize(
    "text",
    [
        "Ga-68 DOTATATE", "68Ga-DOTATATE", "[68Ga]Ga-DOTA-TATE", "Gallium Ga 68 dotatate", "Ga-68 edotreotide", "68Ga-DOTATOC",
        "Gallium-68 DOTA-octreotide", "Cu-64 dotatate", "copper Cu 64 oxodotreotide", "Detectnet", "Netspot", "Illuccix",
        "Octreoscan", "OctreoScan kit", "In-111 pentetreotide", "Indium In-111 pentetreotide", "111In-octreotide",
        "In-111 octreotide", "indium octreotide", "hynic-octreotide", "99mTc-HYNIC-octreotide", "Tc-99m EDDA/HYNIC-TOC",
        "technetium hynic octreotide", "octreotide scan", "octreotide scintigraphy", "Octreotid-Szintigraphie",
        "octreotide SPECT imaging", "SomaKit TOC", "DOTANOC", "68Ga DOTA-Tyr3-octreotide", "octreotide (In-111)",
    ],
)  # fmt: skip
def test_a_tracer_is_no_therapy(text: str, terms: Terminology) -> None:
    """An imaging agent, or a scan named after octreotide, is never a therapeutic analog."""
    assert found({"text": text}, terms).drug_class in (IMAGING, OTHER)


@pytest.mark.parametrize(
    "text",
    [
        "Lutathera", "LUTATHERA 370 MBQ/ML", "Lu-177 dotatate", "177Lu-DOTATATE", "[177Lu]Lu-DOTA-TATE",
        "lutetium Lu 177 dotatate", "Lu-177 edotreotide", "177Lu-edotreotide", "lutetium oxodotreotide (Lutathera)",
        "Lutetium (177Lu) oxodotreotide", "Y-90 DOTATOC", "177Lu-DOTA-octreotide", "dotatate Lu-177",
        "Lu177-dotatate", "lutetium-177 DOTATOC after Ga-68 PET",
    ],
)  # fmt: skip
def test_lutetium_makes_it_therapy(text: str, terms: Terminology) -> None:
    """Edotreotide and dotatate with Lu-177 are PRRT, which an exclusion of tracers must not hide."""
    assert found({"text": text}, terms).drug_class is PRRT


@pytest.mark.parametrize(
    ("text", "drug_class"),
    [
        ("glucagon", GLUCAGON), ("GLUCAGON 1 MG INJECTION", GLUCAGON), ("GlucaGen HypoKit", GLUCAGON), ("Gvoke", GLUCAGON),
        ("Baqsimi nasal", GLUCAGON), ("dasiglucagon", GLUCAGON), ("Zegalogue", GLUCAGON), ("Ogluo", GLUCAGON),
        ("Glucagon PRN for hypoglycemia", GLUCAGON), ("glucagon emergency kit", GLUCAGON),
        ("GLP-1 receptor agonist (glucagon-like peptide)", OTHER), ("glucagon-like peptide 1 analog", OTHER),
        ("glucagon like peptide-2 (teduglutide)", OTHER), ("semaglutide", OTHER), ("liraglutide", OTHER),
        ("diazoxide", DrugClass.DIAZOXIDE), ("Proglycem", DrugClass.DIAZOXIDE), ("everolimus 10 mg", EVEROLIMUS),
        ("Afinitor", EVEROLIMUS), ("Zortress", OTHER), ("everolimus (Zortress) 0.75 mg", OTHER), ("ZORTRESS everolimus", OTHER),
        ("insulin glargine", DrugClass.INSULIN), ("Lantus SoloStar", DrugClass.INSULIN), ("glipizide", DrugClass.SULFONYLUREA),
        ("glibenclamide 5 mg", DrugClass.SULFONYLUREA), ("gliclazide MR", DrugClass.SULFONYLUREA),
        ("repaglinide", DrugClass.GLINIDE), ("metformin", OTHER), ("aspirin", OTHER), ("octreotate", OTHER),
        ("sunitinib", DrugClass.SUNITINIB), ("somatostatin receptor PET", OTHER), ("insulin-like growth factor", OTHER), ("insulinoma", OTHER),
    ],
)  # fmt: skip
def test_other_drugs_are_found_by_name(text: str, drug_class: DrugClass, terms: Terminology) -> None:
    """A name that only begins like a drug of ours is another drug."""
    assert found({"text": text}, terms).drug_class is drug_class


@pytest.mark.parametrize(
    ("concept", "drug_class", "how"),
    [
        (coded((RXNORM, "898589"), text="metformin"), SSA, "code"),
        (coded((RXNORM, "6809"), text="Sandostatin LAR"), SSA, "name"),
        (coded(("https://unknown.example", "898589")), None, ""),
        (coded(("https://unknown.example", "898589"), text="metformin"), OTHER, "name"),
        (coded(("", "7617")), None, ""),
        (coded((RXNORM, "7617"), (RXNORM, "6809")), SSA, "code"),
        (coded((ATC, "V09IX09"), (RXNORM, "7617")), SSA, "code"),
        (coded((ATC, "V10XX04"), (ATC, "V09IX09")), PRRT, "code"),
        (coded((RXNORM, "1999687"), (RXNORM, "7617")), PRRT, "code"),
        (coded((ATC, "H01CB05"), (ATC, "H01CB02")), PASIREOTIDE, "code"),
        (coded((RXNORM, "977427"), text="everolimus"), OTHER, "name"),
        (coded((ATC, "L04AH02"), (RXNORM, "141704")), OTHER, "name"),
        (coded((ATC, "L01EG02"), (RXNORM, "141704")), EVEROLIMUS, "code"),
        (coded((ATC, "V09IB01"), text="octreotide 100 mcg SC"), SSA, "name"),
        (coded((ATC, "V09IB01"), text="octreotide scan"), IMAGING, "code"),
        (coded((RXNORM, "6809"), text="glucagon 1 mg"), GLUCAGON, "name"),
        (coded((HCPCS, "J1930")), SSA, "code"), ({}, None, ""), (None, None, ""), ("Sandostatin", SSA, "name"),
        (coded((ATC, "L01EX07"), text="Cometriq 80 mg"), OTHER, "name"), (coded((RXNORM, "1363268")), DrugClass.CABOZANTINIB, "code"),
        (coded((RXNORM, "141704"), text="Zortress 0.75 mg"), OTHER, "name"),
        (coded((RXNORM, "4492"), text="fluorouracil 5 % topical cream"), OTHER, "name"),
        (coded((RXNORM, "4492"), text="fluorouracil 500 mg in dextrose 5 %"), DrugClass.CYTOTOXIC, "code"),
        (coded((RXNORM, "1363279"), text="cabozantinib"), DrugClass.OTHER, "name"),
        (coded((NDC, "0078-0818-81")), SSA, "code"), (coded((NDC, "00078081881")), SSA, "code"), (coded((NDC, "0078081881")), SSA, "code"),
        (coded((NDC, "69488-003-01"), (RXNORM, "7617")), PRRT, "code"), (coded((NDC, "12345-678-90")), None, ""),
        ({"text": "   "}, None, ""), ({"coding": [{"display": "Sandostatin LAR"}]}, SSA, "name"),
    ],
)  # fmt: skip
def test_codes_and_names_are_weighed(
    concept: object, drug_class: DrugClass | None, how: str, terms: Terminology
) -> None:
    """A known code decides, a name counts beside an unknown one, and therapy wins over a tracer; digits alone say nothing."""
    drug = identify(concept, terms)
    assert (drug.drug_class if drug else None) is drug_class
    assert (drug.how if drug else "") == how


@pytest.mark.parametrize(
    ("code", "text", "ingredient", "form", "label"),
    [
        ("7617", "", "octreotide", UNKNOWN, "octreotide"), ("7617", "Sandostatin LAR 20 mg", "octreotide", DEPOT, "octreotide LAR"),
        ("7617", "50 mcg/mL vial", "octreotide", SHORT, "short-acting octreotide"), ("68092", "", "lanreotide", DEPOT, "lanreotide"),
        ("898589", "octreotide injection", "octreotide", DEPOT, "octreotide LAR"), ("2380617", "", "octreotide", ORAL, "oral octreotide"),
        ("1364105", "", "pasireotide", UNKNOWN, "pasireotide"), ("2049736", "", "pasireotide", DEPOT, "pasireotide LAR"),
        ("312068", "kit", "octreotide", SHORT, "short-acting octreotide"),
    ],
)  # fmt: skip
def test_the_label_is_ours(code: str, text: str, ingredient: str, form: Form, label: str, terms: Terminology) -> None:
    """A card names the drug in our own words, with the form that code or words say, and none is assumed."""
    drug = found(coded((RXNORM, code), text=text), terms)
    assert (drug.ingredient, drug.form, drug.label) == (ingredient, form, label)


def test_a_reference_display_is_a_name(terms: Terminology) -> None:
    """The display of a reference names the drug where there is nothing else."""
    drug = identify({}, terms, extra=("OCTREOTIDE ACETATE ER 20 MG IM",))
    assert drug is not None
    assert (drug.drug_class, drug.form) == (SSA, DEPOT)


def test_an_analog_among_several_names_is_found(terms: Terminology) -> None:
    """A tracer in one text does not hide the therapy in another."""
    concept = {
        "text": "Ga-68 DOTATATE protocol",
        "coding": [{"system": "x", "code": "1", "display": "octreotide LAR 20 mg"}],
    }
    assert found(concept, terms).drug_class is SSA


@pytest.mark.parametrize(
    ("code", "ingredient"),
    [
        ("10114", "streptozocin"), ("220991", "streptozocin"), ("3639", "doxorubicin"), ("4492", "fluorouracil"), ("37776", "temozolomide"),
        ("261663", "temozolomide"), ("313209", "temozolomide"), ("835945", "temozolomide"), ("194000", "capecitabine"),
        ("213292", "capecitabine"), ("3098", "dacarbazine"), ("2555", "cisplatin"), ("40048", "carboplatin"), ("32592", "oxaliplatin"),
        ("4179", "etoposide"),
    ],
)  # fmt: skip
def test_a_cytotoxic_drug_is_named_by_its_code(code: str, ingredient: str, terms: Terminology) -> None:
    """One class holds chemotherapy; the code says which drug it is, as a later count of lines needs."""
    drug = found(coded((RXNORM, code)), terms)
    assert (drug.drug_class, drug.ingredient, drug.label) == (DrugClass.CYTOTOXIC, ingredient, ingredient)


def test_every_cytotoxic_code_has_its_ingredient(terms: Terminology) -> None:
    """No code of chemotherapy is left without the drug that it means."""
    for system, code in published("cytotoxic"):
        assert terms.property("code-ingredient", system, code), code


def test_a_dose_form_tells_a_form_and_never_a_drug(terms: Terminology) -> None:
    """The form of a Medication completes an analog; alone it is not the name of a drug."""
    words = ("Powder for prolonged-release suspension for injection",)
    drug = identify({"text": "octreotide"}, terms, forms=words)
    assert drug is not None
    assert (drug.form, drug.label) == (DEPOT, "octreotide LAR")
    assert identify({}, terms, forms=words) is None
    assert found({"text": "Sandostatin LAR"}, terms).form is DEPOT
    product = identify({"text": "Sandostatin LAR"}, terms, forms=("solution for injection",))
    assert product is not None
    assert product.form is DEPOT


def test_a_site_maps_its_own_code_with_strength_and_ingredient(tmp_path: Path) -> None:
    """A code that a site maps onto one of ours has its class, ingredient and strength too."""
    group = {"source": "https://site.example/drugs", "target": RXNORM, "element": [
        {"code": "A1", "target": [{"code": "898589", "equivalence": "equivalent"}]},
        {"code": "A2", "target": [{"code": "37776", "equivalence": "equivalent"}]},
    ]}  # fmt: skip
    (tmp_path / "map.json").write_text(json.dumps({"resourceType": "ConceptMap", "group": [group]}), encoding="utf-8")
    terms = terminology.load(tmp_path)
    depot = found(coded(("https://site.example/drugs", "A1")), terms)
    assert (depot.drug_class, depot.form, depot.strength) == (SSA, DEPOT, Strength(20.0, None))
    assert found(coded(("https://site.example/drugs", "A2")), terms).ingredient == "temozolomide"
