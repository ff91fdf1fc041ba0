"""Drugs by name: generic names, salts and brands, and what only sounds like one of them."""

from __future__ import annotations

import time

import pytest

from mappings import terminology
from mappings.drugs import identify
from mappings.terminology import Terminology
from mappings.therapy import Drug, DrugClass, Form

INSULINS = """
insulin|Insulin lispro|INSULIN ASPART (NovoLog) 100 UNIT/ML|insulin glargine-yfgn|Insulin glargin|insulin degludec|insulin detemir
insulin glulisine|insulin regular human 100 unit/mL|regular insulin|NPH insulin|insulin NPH isophane|insulin isophane (NPH)|insulin icodec
insulin aspart prefilled syringe|3 ML insulin lispro 100 UNT/ML Prefilled Syringe|insulin glargine 100 units/mL (3 mL) pen|insulina glargina
insuline lispro|Insulin human|insulin regular 100 units in sodium chloride 0.9 % infusion|insulin drip|insulin sliding scale|insulin pen
lispro 10 units|glargine 20 units at bedtime|degludec|detemir|glulisine|Lantus|Toujeo SoloStar|Basaglar KwikPen|Abasaglar|Semglee|Rezvoglar
Humalog Mix 75/25|Admelog|Lyumjev|Liprolog|NovoLog FlexPen|NovoRapid|NovoMix 30|Fiasp|Kirsty|Merilog|Apidra|Levemir|Tresiba|Awiqli
Humulin R U-500|Humulin N|Novolin 70/30|Myxredlin|Afrezza|Actrapid|Insulatard|Protaphane|Mixtard 30|Actraphane 30|Insuman Basal|Huminsulin
Soliqua 100/33|Suliqua|Xultophy 100/3.6|Ryzodeg|insulin lispro via insulin pump|insulin glargine; pen needles sent too
Insulina NPH 100 UI/ml|Insulina humana|Insuline glargine|Insulina lispro jeringa precargada|jeringa precargada de insulina glargina|jeringa precargada de insulina
pluma de insulina glargina|dosage: insulin 10 units|an\u00e1logo de insulina glargina|Insulina r\u00e1pida|Insulina degludec|insulina asparta|insuline humaine|stylo d'insuline aspart
insulin tolerance test: insulin regular 0.1 units/kg IV|preservative-free insulin regular
"""
NO_DRUGS = """
insulin pen needle 32G x 4 mm|BD insulin syringe 0.5 mL|insulin syringe-needle U-100|insulin syringes|insulin pump supplies|insulin pump
insulin infusion set|insulin pump reservoir|insulin level|insulin, fasting level|Insulin-like growth factor 1|IGF-1 (insulin-like growth factor)
insulin antibody|insulin autoantibodies|insulin assay|fasting insulin|serum insulin|Insulin receptor antibody|proinsulin|insulin resistance
pen needle for insulin|syringe with needle, disposable, insulin|mecasermin (insulin-like growth factor)|Increlex (mecasermin)
insulin-antikorper|insulinoma|Insulinspiegel|insulin measurement|insulin delivery device|glucagon-like peptide-1|glucagon like peptide 2
glucagon level|serum glucagon|plasma glucagon|glucagon receptor antagonist|glucagonoma|semaglutide|GLP-1 agonist|glucagon assay
cometriq|Cometriq 140 mg daily dose|cabozantinib 80 mg capsule|Zortress|Certican 0.75 mg|everolimus 0.25 mg tablet|everolimus 0.5 mg tab
everolimus 0,75 mg|Efudex 5 % cream|fluorouracil 5% topical cream|fluorouracil 0.5 % cream|topical 5-fluorouracil|Carac|Tolak
fluorouracil 2 % topical solution|folinic acid|aspartame|aspartate|metformin|prandial|gliptin|vildagliptin|sitagliptin|empagliflozin
semaglutida (an\u00e1logo del p\u00e9ptido similar al glucag\u00f3n tipo 1)|agoniste du r\u00e9cepteur du glucagon-like peptide-1|p\u00e9ptido similar al glucag\u00f3n
peptide simile al glucagone|Glukagon-\u00e4hnliches Peptid 1|Glukagonom|Glukagonspiegel|anticuerpos anti insulina|nivel de insulina|resistencia a la insulina|r\u00e9sistance \u00e0 l'insuline
aguja para pluma de insulina|jeringa de insulina 1 ml|bomba de insulina|seringue \u00e0 insuline|aiguille pour stylo \u00e0 insuline|pompe \u00e0 insuline|Insulinpumpe|Insulinspritze
siringa per insulina|aghi per insulina|insulinepomp|naalden voor insuline|receptor de somatostatina|scintigraphie des r\u00e9cepteurs de la somatostatine|gammagraf\u00eda de receptores de somatostatina
Lutate|lutein|luteolin|CAM2038 weekly|CAM20291|Somatulex|Camcevi 42 mg|gliadin|glicerina|insulin-\u00e4hnlicher Wachstumsfaktor
octagam|sandoglobulin|platinum-free|Pluvicto|lutetium Lu-177 vipivotide tetraxetan|sandimmune|glycerin|glutamine|glucosamine
"""
OTHERS = {
    DrugClass.SULFONYLUREA: "glipizide|Glipizide XL|glyburide|glibenclamide|glimepiride|gliclazide MR|gliquidone|tolbutamide|tolazamide"
    "|chlorpropamide|Glucotrol XL|Amaryl 4 mg|Diamicron MR|Daonil|Euglucon N|Micronase|Glucovance|Metaglip|Duetact|Glynase|DiaBeta"
    "|glibenclamida 5 mg|Gliburida|gliburide|glipizida|glimepirida|gliclazida|gliquidona|glisentida|clorpropamida|tolbutamida|Glibenclamid|Minodiab|Glibomet|Suguan M"
    "|Solosa 2 mg|Diabrezide|Glucidoral|Roname|glib\u00e9nclamide",
    DrugClass.GLINIDE: "repaglinide|nateglinide|Prandin|NovoNorm|Starlix|PrandiMet|mitiglinide|Repaglinid 2 mg|repaglinide-metformin|repaglinida 2 mg|nateglinida|r\u00e9paglinide|Repaglinida Normon",
    DrugClass.GLUCAGON: "glucagon 1 mg|GlucaGen HypoKit|GLUCAGON EMERGENCY KIT|Gvoke|Gvoke HypoPen|Baqsimi|Zegalogue|dasiglucagon|Ogluo"
    "|glucagon hydrochloride|glucagon stimulation test 1 mg IM|glucagon (GlucaGen), not glucagon-like|Glukagon|Glukagon-Notfallset|glucag\u00f3n 1 mg|Glucagone 1 mg|glucagom|Glukagoninjektion|GlucaGen Hypokit",
    DrugClass.SUNITINIB: "sunitinib|Sutent 37.5 mg|SUNITINIB MALATE 12.5 MG CAPSULE",
    DrugClass.CABOZANTINIB: "cabozantinib|Cabometyx 60 mg|cabozantinib s-malate 40 mg tablet",
    DrugClass.BELZUTIFAN: "belzutifan|Welireg 40 mg",
    DrugClass.EVEROLIMUS: "everolimus 10 mg|Afinitor Disperz|Votubia|everolimus 2.5 mg|everolimus 5 mg|Torpenz 7.5 mg|everolimus 7,5 mg",
    DrugClass.DIAZOXIDE: "diazoxide|Proglycem|Proglicem 100 mg|DIAZOXIDE 50 MG/ML SUSPENSION",
    DrugClass.PRRT: "Lutathera|177Lu-edotreotide|PRRT cycle 2|Lutecio 177 dotatate|Lutecio (177Lu) oxodotreotida|Lutezio 177 oxodotreotide|lut\u00e9cium (177Lu) oxodotr\u00e9otide|Lu-177 Lutate PRRT",
}
CYTOTOXIC = {
    "temozolomide": "temozolomide|Temodar|Temodal 100 mg|TEMOZOLOMIDE 140 MG CAPSULE", "capecitabine": "capecitabine|Xeloda 500 mg|Capecitabin",
    "streptozocin": "streptozocin|streptozotocin|Zanosar", "doxorubicin": "doxorubicin|Adriamycin|Doxorubicin liposomal (Caelyx)",
    "fluorouracil": "fluorouracil|5-FU|5-fluorouracil continuous infusion|fluorouracil 2500 mg in dextrose 5 % 250 mL",
    "dacarbazine": "dacarbazine|DTIC|Dacarbazin", "cisplatin": "cisplatin", "carboplatin": "carboplatin AUC 5", "oxaliplatin": "oxaliplatin|Eloxatin",
    "etoposide": "etoposide|VePesid|etoposide phosphate (Etopophos)",
}  # fmt: skip
ANALOGS = """
octreotide acetate|Octreotid-Acetat|octréotide|octreotida|OCTREOTIDE,MI-SPHERES|ocreotide|octerotide|Samilstin|Longastatina|Siroctid
Oczyesa 20 mg|OCZYESA 20 mg Injektionsl\u00f6sung im Fertigpen|CAM2029|CAM 2029 20 mg|CAM-2029|Sandostatina LAR 20 mg|Sandostatine LP|Octreotida GP-Pharm|Oktreotid|octr\u00e9otide LP 30 mg
Somatulina Autogel 120 mg|Somatulina 30 mg|somatostatina 3 mg|somatostatine|Somatostatinanalogon|an\u00e1logo de somatostatina|analogue de la somatostatine|an\u00e1logos de la somatostatina
lanreotide acetate|Lanreotid|Lanréotide|lanreotida|Myrelez|Mytolac|Somatuline Autogel|Ipstyl
"""


def names(table: str) -> list[str]:
    """Return the names of a table."""
    return [name.strip() for line in table.strip().splitlines() for name in line.split("|") if name.strip()]


@pytest.fixture(scope="module")
def terms() -> Terminology:
    """Return the shipped terminology."""
    return terminology.load()


def named(text: str, terms: Terminology) -> Drug:
    """Identify a drug by a name alone."""
    drug = identify({"text": text}, terms)
    assert drug is not None
    return drug


@pytest.mark.parametrize("text", names(INSULINS))
def test_an_insulin_is_known_by_any_name(text: str, terms: Terminology) -> None:
    """Generic names, biosimilars, brands and mixtures are insulin, also beside a device."""
    assert named(text, terms).drug_class is DrugClass.INSULIN


@pytest.mark.parametrize("text", names(NO_DRUGS))
def test_what_only_sounds_like_a_drug_is_none(text: str, terms: Terminology) -> None:
    """Devices, tests, growth factors, and the same ingredient for another purpose never count."""
    assert named(text, terms).drug_class is DrugClass.OTHER


@pytest.mark.parametrize(
    ("drug_class", "text"), [(drug_class, text) for drug_class, table in OTHERS.items() for text in names(table)]
)
def test_a_drug_is_known_by_its_names(drug_class: DrugClass, text: str, terms: Terminology) -> None:
    """Generic names and brands say the class."""
    assert named(text, terms).drug_class is drug_class


@pytest.mark.parametrize(
    ("ingredient", "text"), [(ingredient, text) for ingredient, table in CYTOTOXIC.items() for text in names(table)]
)
def test_chemotherapy_is_known_by_its_names(ingredient: str, text: str, terms: Terminology) -> None:
    """One class, and which drug it is."""
    drug = named(text, terms)
    assert (drug.drug_class, drug.ingredient) == (DrugClass.CYTOTOXIC, ingredient)


@pytest.mark.parametrize("text", names(ANALOGS))
def test_an_analog_is_known_abroad(text: str, terms: Terminology) -> None:
    """Salts, other languages' names, other countries' brands and the usual misspellings are the analog."""
    assert named(text, terms).drug_class is DrugClass.SSA


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Oczyesa 20 mg", Form.DEPOT), ("Oczyesa solution for injection in pre-filled pen", Form.DEPOT), ("CAM2029", Form.DEPOT), ("Oclaiz", Form.DEPOT), ("Somatulina 30 mg", Form.DEPOT),
        ("octreotide,mi-spheres 20 mg intramuscular", Form.DEPOT), ("OCTREOTIDE ACETATE 20 MG IM", Form.DEPOT),
        ("octreotide i.m.", Form.DEPOT), ("octreotide 100 mcg IM", Form.SHORT), ("octreotide 20 mg SC", Form.UNKNOWN),
        ("Octreotid Ampullen", Form.SHORT), ("octreotide sustained release", Form.DEPOT), ("Octreotid Kapseln", Form.ORAL),
    ],
)  # fmt: skip
def test_words_of_a_product_say_its_form(text: str, form: Form, terms: Terminology) -> None:
    """A depot's words win, and a product for the muscle is a depot; a subcutaneous one may be either."""
    assert named(text, terms).form is form


@pytest.mark.parametrize(
    "text", ["insulin " * 70, "syringe " * 70, "everolimus 0" * 50, "fluorouracil " * 40, "cabozantinib " * 40, "a" * 500,
             "glucagon-" * 60, "needle a b c " * 40],
)  # fmt: skip
def test_a_long_name_takes_no_time(text: str, terms: Terminology) -> None:
    """No name makes the patterns run away."""
    began = time.perf_counter()
    identify({"text": text}, terms)
    assert time.perf_counter() - began < 0.1
