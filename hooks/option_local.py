"""The other rows of the options table: surgery, observation, the liver, hormonal syndromes, a trial."""

from __future__ import annotations

from hooks import wording
from hooks.option_rows import high_grade
from hooks.options import Excluded, Option, Row
from hooks.situation import Situation, certain
from hooks.thresholds import THRESHOLDS
from mappings.model import Extent, Measure
from mappings.patient import Picture
from mappings.therapy import DrugClass

_SOURCE = ("nccn-2025",)


def surgery(picture: Picture, here: Situation) -> Row:
    """T0: a resectable tumor is discussed for surgery first; by size where it makes no hormone."""
    if picture.metastases and picture.resectability and picture.resectability.value == "resectable":
        return Option("Tumor board", "metastatic, and called resectable: can all of it be resected?", _SOURCE)
    if here.extent == "borderline":
        return Option(
            "Tumor board", "resectability is borderline: surgery after a response, or the options below", _SOURCE
        )
    return _resectable(picture, here) if here.extent == "resectable" else None


def _resectable(picture: Picture, here: Situation) -> Row:
    """What decides before the size does: an insulinoma, another hormone, hypoglycemia, the grade, nodes."""
    for applies, name, why in (
        (here.insulinoma, "Surgery", "insulinoma: enucleation where possible"),
        (bool(here.functional), "Surgery", "control the hormone before it"),
        (
            bool(picture.unexplained_hypoglycemia),
            "Surgery",
            "unexplained hypoglycemia: rule out an insulinoma before it",
        ),
        (here.band == "G3", "Resection", "G3"),
        (bool(picture.nodes), "Resection", "lymph nodes on record"),
    ):
        if applies:
            return Option(name, f"tumor board first; {why}", _SOURCE)
    return _by_size(picture)


def _by_size(picture: Picture) -> Row:
    size = picture.tumor_size
    invasive = [one.value for one in picture.tnm if one.value.lstrip("yracpu") in ("N1", "N2", "N3", "T4")]
    if invasive:
        return Option("Resection", f"tumor board first; {', '.join(invasive)} on record", _SOURCE)
    if size is None:
        return Option(
            "Surgery", "tumor board first; above 2 cm resect, to 1 cm may be observed: size not on file", _SOURCE
        )
    shown = f"{size.shown}"
    if size.above(THRESHOLDS["surgery_resect_mm"]):
        return Option("Resection", f"tumor board first; {shown}, above 2 cm", _SOURCE)
    if _to(size, THRESHOLDS["surgery_observe_mm"]):
        return Option("Observation", f"tumor board first; {shown}, to 1 cm, if it makes no hormone", _SOURCE)
    if _to(size, THRESHOLDS["surgery_resect_mm"]):
        return Option("Observation, enucleation or resection", f"tumor board first; {shown}, 1 to 2 cm", _SOURCE)
    return Option("Surgery", f"tumor board first; size {shown} spans a bound (1 and 2 cm)", _SOURCE)


def _to(size: Measure, bound: float) -> bool:
    return size.above(bound) is False


def observation(_: Picture, here: Situation) -> Row:
    """T1: observation without symptoms, with low burden and stable disease."""
    if here.band not in ("G1", "G2") or here.lines or here.insulinoma or here.functional:
        return None
    if here.progressing is not None or here.symptoms or here.bulky:
        return Excluded("Observation", "symptoms, significant burden or progression on record")
    open_ = [name for name, known in (("symptoms", here.symptoms), ("burden", here.bulky)) if known is None]
    open_ += [] if here.stable else ["stable disease"]
    if open_:
        return Excluded(
            "Observation", f"needs no symptoms, low burden, stable disease; not recorded: {', '.join(open_)}"
        )
    return Option("Observation", "markers and multiphasic CT or MRI every 12 weeks to 12 months", _SOURCE)


def liver(picture: Picture, here: Situation) -> Row:
    """T8: therapy through the liver's arteries or by ablation in liver-dominant disease; never drug-eluting beads."""
    if not picture.liver_metastases and not picture.hepatic_load:
        return None
    name, load = "Liver-directed therapy", picture.hepatic_load
    if load is not None and load.above(THRESHOLDS["liver_load_embolization"]):
        return Excluded(name, f"load {load.shown}: above 70 % is a relative contraindication to embolization")
    bilirubin = picture.organs.bilirubin
    if bilirubin and bilirubin.times(THRESHOLDS["liver_bilirubin_caution"]):
        return Excluded(name, f"bilirubin {wording.clean(bilirubin.value.shown, 20)}: not with jaundice")
    if not (here.symptoms or here.bulky or here.progressing):
        return Excluded(name, "needs symptoms, high load or progression: none on record")
    said = ["if liver-dominant; embolization, chemo- or radioembolization, no drug-eluting beads"]
    if any(one.kind in (Extent.PARTIAL, Extent.TOTAL) for one in picture.resections):
        said.append("pancreatic resection on record: after a Whipple or biliary surgery a liver abscess is a risk")
    said.append("not with jaundice or ascites")
    return Option(name, "; ".join(said), _SOURCE)


def syndromes(picture: Picture, here: Situation) -> tuple[Row, ...]:
    """T11, and glucose in insulinoma: what controls the hormone."""
    found: list[Row] = []
    names = {one.value for one in here.functional}
    if "gastrinoma" in names:
        found.append(Option("High-dose proton pump inhibitor", "for gastric acid in gastrinoma", _SOURCE))
    if names & {"VIPoma", "vipoma", "glucagonoma"}:
        found.append(Option("Supportive care", "electrolytes and fluids in VIPoma, glycemia in glucagonoma", _SOURCE))
    if certain(picture) and not picture.heart_failure and not _given(picture, DrugClass.DIAZOXIDE):
        said = "3-8 mg/kg/day in 2-3 doses for hypoglycemia (label); fluid retention, can precipitate heart failure"
        found.append(Option("Diazoxide", said, ("diazoxide-label",)))
    return tuple(found)


def _given(picture: Picture, drug_class: DrugClass) -> bool:
    return any(one.drug.drug_class is drug_class for one in picture.treatments)


def trial(picture: Picture, here: Situation) -> Row:
    """A trial is named after progression, and in G3."""
    if here.progressing is None and not any(high_grade(picture, here)):
        return None
    return Option("Clinical trial", "if one is open to this patient", _SOURCE)
