"""The shipped value sets, code systems and concept maps: valid FHIR R4, sourced, and complete."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from fhir.resources.R4B.codesystem import CodeSystem
from fhir.resources.R4B.conceptmap import ConceptMap
from fhir.resources.R4B.valueset import ValueSet

import mappings

FOLDER: Final = Path(mappings.__file__).parent
VALUE_SETS: Final = sorted((FOLDER / "value_sets").glob("*.json"))
CODE_SYSTEMS: Final = sorted((FOLDER / "code_systems").glob("*.json"))
CONCEPT_MAPS: Final = sorted((FOLDER / "concept_maps").glob("*.json"))
EVERY: Final = [*VALUE_SETS, *CODE_SYSTEMS, *CONCEPT_MAPS]
BASE: Final = "https://pnet-cds.example/fhir"
EXTENSION: Final = f"{BASE}/StructureDefinition/code-"
LOCAL: Final = f"{BASE}/CodeSystem/"
LOINC: Final = "http://loinc.org"
SNOMED: Final = "http://snomed.info/sct"
FOLDERS: Final = {"ValueSet": "value_sets", "CodeSystem": "code_systems", "ConceptMap": "concept_maps"}
VALIDATE: Final = {
    "ValueSet": ValueSet.model_validate_json,
    "CodeSystem": CodeSystem.model_validate_json,
    "ConceptMap": ConceptMap.model_validate_json,
}
STATUSES: Final = {"verified", "verified-1", "unverified", "design", "do-not-use"}
OWNERS: Final = {  # words that the copyright statement must have when the system is used
    "http://hl7.org/fhir/sid/icd-10-cm": ("ICD-10-CM", "NCHS", "CDC"),
    SNOMED: ("SNOMED", "IHTSDO", "SNOMED International", "affiliate license"),
    "http://terminology.hl7.org/CodeSystem/icd-o-3": ("ICD-O-3", "WHO"),
    "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl": ("NCIt", "NCI"),
    LOINC: ("LOINC", "Regenstrief"),
    "http://www.nlm.nih.gov/research/umls/rxnorm": ("RxNorm", "courtesy", "NLM"),
    "http://www.whocc.no/atc": ("ATC", "WHO Collaborating Centre", "no commercial redistribution without permission"),
    "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets": ("HCPCS", "CMS"),
    "http://hl7.org/fhir/sid/ndc": ("NDC", "FDA"),
    "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/CodeSystem/"
    "mii-cs-onko-verlauf-gesamtbeurteilung": ("MII",),
    "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/CodeSystem/mii-cs-onko-grading": ("MII",),
    "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/CodeSystem/mii-cs-onko-fernmetastasen": ("MII",),
    "http://www.cms.gov/Medicare/Coding/ICD10": ("ICD-10-PCS", "CMS"),
    "http://fhir.de/CodeSystem/bfarm/ops": ("OPS", "BfArM"),
    f"{LOCAL}pnet-observation": ("pnet-observation",),
    f"{LOCAL}pnet-finding": ("pnet-finding",),
}
# Standard codes beside those of the audited table, whose 430 rows are 430 different codes.
ADDED: Final = {
    "T38.3", "E10.64", "E11.64", "E13.64",  # hypoglycemia that a drug or diabetes explains
    "T38.3X1", "T38.3X2", "T38.3X3", "T38.3X4",  # poisoning only
    "A10BX02", "A10BX03",  # repaglinide and nateglinide
    "E16", "C7A", "C7B.0", "D3A",  # any E16 code, any neuroendocrine tumor
    "0FBG0ZZ", "0FBG3ZZ", "0FBG4ZZ", "0FBG8ZZ", "0FTG0ZZ", "0FTG4ZZ",  # operations on the pancreas: ICD-10-PCS
    "5-521", "5-524", "5-525", "5-525.0", "5-525.1", "5-525.2",  # OPS
    "33149006", "287847009", "9524002", "265459006", "69036001", "385670004", "385671000",  # SNOMED CT, and outcomes
    "15776009", "64163001", "40133006", "73239005", "10200004", "258334004", "405843009",  # pancreas and liver as sites
    "128462008", "C77", "C78", "C79", "HEP", "PUL", "OSS", "BRA", "LYM", "MAR", "PLE", "PER", "ADR", "SKI", "OTH", "GEN",
    "46659004", "D37.7", "D37.8", "E08.64", "E09.64", "T38.3X6",  # VHL, uncertain behavior, hypoglycemia
    "Z80", "Z83.4", "Z84.8", "Z85", "Z86.0",  # family and personal history
    "8150", "8151", "8152", "8153", "8155", "8156",  # morphologies of any behavior
    "59847-4", "1364109", "1364116", "1364120",  # histology (MII), generic pasireotide
    "0F9G0ZX", "0F9G3ZX", "0F9G4ZX", "0F9G8ZX", "0FBG0ZX", "0FBG3ZX", "0FBG4ZX", "0FBG8ZX",  # samples of the pancreas
    "0FDG3ZX", "0FDG4ZX", "0FDG8ZX",
    "14771-0", "101476-0", "76629-5", "77145-1",  # fasting glucose, molar
    "14796-7", "59179-2", "27873-9", "42180-0", "13037-7", "10451-3", "6873-4", "104816-4",  # insulin and its companions
    "2823-3", "6298-4",  # potassium
    "396432002", "88040-1", "C165984",  # response to treatment, somatostatin receptor in tissue
    "21911-3", "21912-1", "21913-9", "399390009", "399537006", "399588009", "78873005", "399504009", "384625004",  # TNM
    "277206009", "399534004", "371494008", "277208005", "399387003", "371497001",
    "LP39016-8", "1237281001",  # what Onconova names as the analyte of a Ki-67; a Ki-67 of the breast (MII)
    "33732-9", "371469007", "1149430001",  # grade (MII, SNOMED CT), and WHO as its method
    "1155701009", "1155703007", "1155704001", "1155702002", "1155705000",  # G1 to G4 and GX of any tumor
    "373375007", "373377004", "373373000", "373374006",  # well, moderately, poorly differentiated, undifferentiated
    "1", "2", "3", "4", "L", "M", "H", "X", "U", "T", "B",  # grading (MII)
    "8154/3", "8244/3",  # mixed neuroendocrine neoplasms
    "6690-2", "26464-8", "26515-7", "58410-2", "57021-8", "2093-3", "2571-8", "24331-1", "2132-9", "8867-4",  # monitoring
    "E08", "E09", "E10", "E11", "E13",  # diabetes
    "C18", "C20", "C34", "C43", "C50", "C53", "C54", "C56", "C61", "C67", "C73", "D05",  # primaries elsewhere
    "79719-1", "LA9657-3", "LA10317-8", "LA25391-6",  # DPYD
    "LA15173-0", "LA26683-5", "2106-3", "2118-8", "LA6577-6", "260385009", "LA6576-8", "10828004",  # pregnancy status, test
    "Z33.3", "Z34", "72892002", "O80", "O82", "Z33.2", "Z37", "Z39", "O03", "O04",  # pregnancy and its end
}  # fmt: skip
ADDED_DRUGS: Final = {
    # NDC labeler-products of analogs, Lu-177 dotatate, its tracer, diazoxide and belzutifan
    "0078-0182", "63323-378", "67457-245", "62756-452", "68083-515", "68462-896", "23155-688", "23155-685", "0641-6177",
    "52958-046", "0078-0818", "0078-0340", "0078-0341", "0078-0342", "0480-9262", "67457-756", "15054-1060", "69097-906",
    "76282-718", "70121-2517", "55292-140", "69488-003", "69488-001", "0575-6200", "0254-1010", "0006-5331",
    "1597596", "1597601", "1597820", "2049730", "2049734",  # pasireotide depot under its generic name
    "L01XE10", "L01XE04", "L01XE26", "L04AA18",  # ATC codes of before the reclassifications
    "139825", "400008",  # insulin detemir and glulisine
    "2555", "40048", "32592", "4179", "L01XA01", "L01XA02", "L01XA03", "L01CB01",  # platinum and etoposide
    "L01XX74",  # belzutifan
}  # fmt: skip
ADDED_ORGANS: Final = {
    "1743-4", "1744-2", "30239-8", "88112-8", "14631-6", "42719-5", "14682-9", "62238-1", "59261-8",  # laboratory
    "K70.3", "K71.7", "K74.4", "K74.5", "K74.6", "K74.7", "19943007",  # cirrhosis
    "K70.4", "K72", "K76.82", "59927004", "I11.0", "I13.0", "I13.2", "I09.81",  # failure of liver and heart
    "84114007", "42343007", "703272007", "788950000", "446221000",
    "3191000175106", "98153-0", "710065009", "710066005", "710067001", "K74.70", "K74.71", "K74.72",  # Child-Pugh
}  # fmt: skip
ROUTES: Final = {
    "47625008", "78421000", "34206005", "26643006", "6064005", "54485002",  # SNOMED CT
    "C38276", "C28161", "C38299", "C38288", "C38304", "C38287",  # NCI Thesaurus, as in US labels
}  # fmt: skip
RULES: Final = [
    "ssaInsulinoma", "ssaPossibleInsulinoma", "ssaInsulinomaStable", "ssaHypoglycemia", "men1Screen", "ssaNotChecked",
    "glucagonInsulinoma", "hypoglycemicDrugInsulinoma", "sunitinibInsulinoma", "necPathway", "prrtSsaInterval",
    "prrtSstr", "sunitinibLiver", "tkiCardiovascular", "everolimusGlucose", "everolimusLiver", "dpydTesting",
    "pregnancy", "duplicateSsa", "doseCheck", "therapyOptions", "ssaOnProgression", "missingData", "monitoring",
    "couldNotCheck",
]  # fmt: skip
OVERRIDE_REASONS: Final = [
    "sstr-positive-documented", "test-dose-tolerated", "inpatient-glucose-monitoring", "established-no-hypoglycemia",
    "diazoxide-everolimus-failed-or-unsuitable", "insulinoma-resected-or-not-active", "diagnosis-incorrect",
    "emergency-other-indication", "sulfonylurea-overdose-antidote", "acromegaly-or-other-functional-syndrome",
    "palliative-goals", "tumor-board-decision", "other-free-text",
]  # fmt: skip
OBSERVATIONS: Final = [
    "ki67-index", "mitotic-count", "sstr-status", "krenning-score", "hepatic-tumor-load", "functional-syndrome",
    "resectability", "disease-progression", "tumor-burden", "symptomatic", "octreotide-test",
]  # fmt: skip
FINDINGS: Final = [
    "positive", "negative", "equivocal",
    "none", "insulinoma", "gastrinoma", "glucagonoma", "vipoma", "somatostatinoma", "carcinoid", "other",
    "resectable", "borderline", "unresectable",
    "progressive", "stable", "responding",
    "low", "significant",
    "tolerated", "hypoglycemia",
]  # fmt: skip
Resource = dict[str, Any]

every_file = pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
every_value_set = pytest.mark.parametrize("path", VALUE_SETS, ids=lambda path: path.stem)
every_concept_map = pytest.mark.parametrize("path", CONCEPT_MAPS, ids=lambda path: path.stem)


def _read(path: Path) -> Resource:
    content: Resource = json.loads(path.read_text(encoding="utf-8"))
    return content


def _members(path: Path) -> Iterator[tuple[str, str, Resource]]:
    """Yield system, code and what bears the extensions: the concept, or the include of a class."""
    for include in _read(path)["compose"]["include"]:
        for concept in include.get("concept", []):
            yield include["system"], concept["code"], concept
        for rule in include.get("filter", []):
            yield include["system"], rule["value"], include


def _extension(bearer: Resource, name: str, kind: str) -> str:
    values: list[str] = [part[kind] for part in bearer["extension"] if part["url"] == EXTENSION + name]
    assert len(values) == 1
    return values[0]


def _pairs(path: Path) -> set[tuple[str, str]]:
    return {(system, code) for system, code, _ in _members(path)}


def _code_system(name: str) -> list[str]:
    return [concept["code"] for concept in _read(FOLDER / "code_systems" / f"{name}.json")["concept"]]


def _targets(path: Path) -> Iterator[tuple[Resource, Resource, Resource]]:
    for group in _read(path)["group"]:
        for element in group["element"]:
            for target in element["target"]:
                yield group, element, target


def _systems(content: Resource) -> set[str]:
    includes = content.get("compose", {}).get("include", [])
    groups = content.get("group", [])
    ends = {group[end] for group in groups for end in ("source", "target")}
    return ends | {include["system"] for include in includes}


def _dihedral(first: int, second: int) -> int:
    """Multiply in the dihedral group of order ten: 0-4 are rotations, 5-9 reflections."""
    turn = first % 5 - second % 5 if first >= 5 else first % 5 + second % 5
    return turn % 5 + (5 if (first >= 5) != (second >= 5) else 0)


def _is_verhoeff(code: str) -> bool:
    step = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
    check = 0
    for place, digit in enumerate(reversed(code)):
        value = int(digit)
        for _ in range(place % 8):
            value = step[value]
        check = _dihedral(check, value)
    return check == 0


def _is_loinc(code: str) -> bool:
    shape = re.fullmatch(r"(\d{1,7})-(\d)", code)
    if shape is None:
        return False
    digits = [int(digit) for digit in reversed(shape[1])]
    total = sum(sum(divmod(2 * digit, 10)) for digit in digits[::2]) + sum(digits[1::2])
    return (10 - total % 10) % 10 == int(shape[2])


def _has_check_digit(system: str, code: str) -> bool:
    """Say whether a check digit holds; systems without one, and LOINC answers and parts (LA, LP), whose letters count, pass."""
    if system == SNOMED:
        return code.isascii() and code.isdecimal() and _is_verhoeff(code)
    return system != LOINC or code.startswith(("LA", "LP")) or _is_loinc(code)


@every_file
def test_file_is_valid_fhir(path: Path) -> None:
    """Every file validates against the FHIR R4 model of its resource type."""
    text = path.read_text(encoding="utf-8")
    kind = json.loads(text)["resourceType"]
    assert FOLDERS[kind] == path.parent.name
    VALIDATE[kind](text)


@every_file
def test_file_is_named_by_its_id(path: Path) -> None:
    """The id equals the file name, the url follows the base, and the name is the id in PascalCase."""
    content = _read(path)
    assert content["id"] == path.stem
    assert content["url"] == f"{BASE}/{content['resourceType']}/{path.stem}"
    assert content["name"] == "".join(part[:1].upper() + part[1:] for part in path.stem.split("-"))


@every_file
def test_file_states_what_it_is(path: Path) -> None:
    """Every file is active, not experimental, and has a title, a publisher, a date and a one-sentence description."""
    content = _read(path)
    assert (content["status"], content["experimental"], content["publisher"]) == ("active", False, "pnet-cds")
    assert content["title"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", content["date"])
    assert re.fullmatch(r"[A-Z].*\.", content["description"])


@every_file
def test_file_is_laid_out_alike(path: Path) -> None:
    """Every file is UTF-8, indented by two, without escapes, and ends in one newline."""
    text = path.read_bytes().decode("utf-8")
    assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"


@every_file
def test_copyright_names_each_system(path: Path) -> None:
    """The copyright statement names the owner, and the terms, of each code system that the file uses."""
    content = _read(path)
    missing = [word for system in _systems(content) for word in OWNERS[system] if word not in content["copyright"]]
    assert missing == []


@every_value_set
def test_every_code_has_a_status_and_a_source(path: Path) -> None:
    """Every code has one of the five statuses and says where it was seen; a concept has a display too."""
    members = list(_members(path))
    assert members
    for _, code, bearer in members:
        assert _extension(bearer, "status", "valueCode") in STATUSES, code
        assert _extension(bearer, "source", "valueString").strip(), code
        assert bearer.get("display") or bearer.get("filter"), code


@every_value_set
def test_classes_stand_alone(path: Path) -> None:
    """A class is an is-a filter in an include of its own, and no system has two lists of single codes."""
    includes = _read(path)["compose"]["include"]
    for include in includes:
        assert ("concept" in include) != ("filter" in include)
        if "filter" in include:
            assert [(rule["property"], rule["op"]) for rule in include["filter"]] == [("concept", "is-a")]
    lists = [include["system"] for include in includes if "concept" in include]
    assert len(lists) == len(set(lists))
    assert len(_pairs(path)) == len(list(_members(path)))


@every_value_set
def test_check_digits_hold(path: Path) -> None:
    """SNOMED CT codes pass the Verhoeff check and LOINC codes the mod-10 check, unless they must not be used."""
    for system, code, bearer in _members(path):
        if _extension(bearer, "status", "valueCode") != "do-not-use":
            assert _has_check_digit(system, code), code


def test_check_digits_tell_good_from_bad() -> None:
    """The two checks accept known codes and refuse the two invalid codes that are often seen."""
    assert _has_check_digit(SNOMED, "302822000")
    assert not _has_check_digit(SNOMED, "53117000")
    assert _has_check_digit(LOINC, "85330-9")
    assert not _has_check_digit(LOINC, "85330-7")


def test_unfit_codes_are_nowhere_else() -> None:
    """No code of do-not-use occurs in another value set, and no other set has a code of that status."""
    unfit = _pairs(FOLDER / "value_sets" / "do-not-use.json")
    assert len(unfit) == 5
    for path in VALUE_SETS:
        if path.stem != "do-not-use":
            assert not unfit & _pairs(path), path.stem
            statuses = {_extension(bearer, "status", "valueCode") for _, _, bearer in _members(path)}
            assert "do-not-use" not in statuses, path.stem


def test_no_audited_code_is_lost() -> None:
    """The value sets hold the 430 codes of the audited table, those added since, by name, and eleven local ones."""
    pairs = set().union(*(_pairs(path) for path in VALUE_SETS))
    local = {(system, code) for system, code in pairs if system.startswith(LOCAL)}
    assert {code for _, code in local} == set(OBSERVATIONS)
    added = ADDED | ADDED_DRUGS | ADDED_ORGANS | ROUTES
    assert {code for _, code in pairs - local} >= added
    assert len(pairs - local) - len(added) == 430


def test_a_code_is_judged_alike_everywhere() -> None:
    """A code that is in several value sets has the same status and the same display in each."""
    judged: dict[tuple[str, str], set[tuple[str, str | None]]] = {}
    for path in VALUE_SETS:
        for system, code, bearer in _members(path):
            verdict = (_extension(bearer, "status", "valueCode"), bearer.get("display"))
            judged.setdefault((system, code), set()).add(verdict)
    assert {key: verdicts for key, verdicts in judged.items() if len(verdicts) > 1} == {}


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("pnet-rule", RULES),
        ("pnet-override-reason", OVERRIDE_REASONS),
        ("pnet-observation", OBSERVATIONS),
        ("pnet-finding", FINDINGS),
    ],
)
def test_code_system_is_complete(name: str, codes: list[str]) -> None:
    """Each of our code systems has exactly the codes that were promised, in their order, displayed and defined."""
    content = _read(FOLDER / "code_systems" / f"{name}.json")
    assert (content["content"], content["caseSensitive"], content["count"]) == ("complete", True, len(codes))
    assert _code_system(name) == codes
    assert all(concept["display"] and concept["definition"] for concept in content["concept"])


def test_there_are_no_other_code_systems() -> None:
    """Four code systems are ours, and each has its list of promised codes here."""
    ours = ["pnet-finding", "pnet-observation", "pnet-override-reason", "pnet-rule"]
    assert [path.stem for path in CODE_SYSTEMS] == ours


def test_rule_ids_are_letters_and_digits() -> None:
    """A rule id has letters and digits only and at most 100 of them, since an EHR keys its overrides by it."""
    assert all(re.fullmatch(r"[A-Za-z0-9]{1,100}", code) for code in _code_system("pnet-rule"))


@every_concept_map
def test_targets_are_our_codes(path: Path) -> None:
    """Every target of a concept map is a code of one of our code systems, under the display it has there."""
    for group, _, target in _targets(path):
        content = _read(FOLDER / "code_systems" / f"{group['target'].removeprefix(LOCAL)}.json")
        displays = {concept["code"]: concept["display"] for concept in content["concept"]}
        assert displays[target["code"]] == target["display"]


@every_concept_map
def test_mappings_are_sourced(path: Path) -> None:
    """Every mapping says its status and source, and maps each displayed, well-formed code once."""
    seen: set[tuple[str, str]] = set()
    for group, element, target in _targets(path):
        comment = re.fullmatch(r"status: ([a-z0-9-]+); source: \S.*", target["comment"])
        assert comment is not None
        assert comment[1] in STATUSES - {"do-not-use"}
        assert element["display"]
        assert _has_check_digit(group["source"], element["code"]), element["code"]
        assert (group["source"], element["code"]) not in seen
        seen.add((group["source"], element["code"]))


def test_uncertain_answers_are_not_mapped() -> None:
    """An undetermined status, a divergent course, a relapse and a presence of metastases map onto nothing."""
    mapped = {element["code"] for path in CONCEPT_MAPS for _, element, _ in _targets(path)}
    assert not mapped & {"709137006", "399409002", "D", "Y", "R", "U", "X"}


def test_stable_and_progressive_are_not_swapped() -> None:
    """Answers that mean progression map onto progressive and answers that mean stability onto stable."""
    found = {element["code"]: target["code"] for path in CONCEPT_MAPS for _, element, target in _targets(path)}
    assert {found[code] for code in ("271299001", "P", "LA28370-7")} == {"progressive"}
    assert {found[code] for code in ("359746009", "K", "LA28371-5")} == {"stable"}
