"""The systemic rows of the options table: for each drug, whether it fits this situation, and if not why."""

from __future__ import annotations

from typing import Final

from hooks import options
from hooks.options import Excluded, Option, Row, figure
from hooks.situation import Situation, at_least
from hooks.thresholds import THRESHOLDS
from mappings.patient import DRUGS, Picture
from mappings.therapy import DrugClass

_EARLIER: Final = (DrugClass.EVEROLIMUS, DrugClass.SUNITINIB, DrugClass.PRRT)
_NO_PROGRESSION: Final = "needs progression; none on record after the current line began"
_NOT_G3: Final = "; the trial was of G1 and G2"
_UNKNOWN_SSTR: Final = "needs SSTR positivity; no clear result on file"


def high_grade(picture: Picture, here: Situation) -> tuple[bool, bool]:
    """Return whether the favorable, and whether the unfavorable branch of well-differentiated G3 applies (55 %: both)."""
    if here.band != "G3":
        return False, False
    high = at_least(picture.ki67, THRESHOLDS["high_ki67"])
    both = picture.ki67 is not None and picture.ki67.low == picture.ki67.high == THRESHOLDS["high_ki67"]
    unfavorable = high is True or here.sstr == "negative"
    return (not unfavorable) or both, unfavorable


def analog(picture: Picture, here: Situation) -> Row:
    """T1, T2, T10, T12: an analog in SSTR-positive disease, or for a hormonal syndrome; never blindly in insulinoma."""
    if here.analog is not None:
        return None
    hormonal = [one.value for one in here.functional if one.value != "gastrinoma"]
    favorable, unfavorable = high_grade(picture, here)
    for applies, why in (
        (here.insulinoma and here.sstr != "positive",
         "insulinoma (possible or known) without SSTR positivity: hypoglycemia can become severe"),
        (unfavorable and not favorable and not hormonal, "no analog in this branch of G3 (NCCN)"),
        (here.had(DrugClass.SSA) and here.progressing is not None and not hormonal, "given before, and progression since"),
        (here.sstr == "negative" and not hormonal, "SSTR negative: only in certain circumstances (NCCN)"),
        (here.sstr is None and not hormonal, _UNKNOWN_SSTR),
    ):  # fmt: skip
        if applies:
            return Excluded("Lanreotide or octreotide LAR", why)
    return _analog(picture, here, f"first for the hormonal syndrome ({', '.join(hormonal)})" if hormonal else "")


def _analog(picture: Picture, here: Situation, why: str) -> Option:
    positive = here.sstr == "positive"
    outside = here.band == "G3" or at_least(picture.ki67, THRESHOLDS["clarinet_ki67"]) is True
    fits = positive and not outside and here.progressing is None and not here.functional
    said = ["120 mg SC, or 20-30 mg IM, every 4 weeks", why, figure("clarinet") if fits else ""]
    if positive and outside:
        said.append("outside CLARINET (Ki-67 <10 %)")
    if positive and here.progressing is not None:
        said.append("CLARINET: stable disease in 96 %")
    if here.sstr == "negative":
        said.append("SSTR negative: tumor control is not expected")
    return Option("Lanreotide or octreotide LAR", "; ".join(part for part in said if part), ("clarinet", "nccn-2025"),
                  ("lanreotide",), (options.LANREOTIDE, options.OCTREOTIDE))  # fmt: skip


def above_label(picture: Picture, here: Situation) -> Row:
    """T13: more of the analog after progression on it, in SSTR-positive disease."""
    if here.analog is None or here.progressing is None:
        return None
    name = "Above-label analog"
    low = high_grade(picture, here)
    if low[1] and not low[0]:
        return Excluded(name, "no analog in this branch of G3 (NCCN)")
    if here.insulinoma and here.sstr != "positive":
        return Excluded(name, "insulinoma (possible or known) without SSTR positivity")
    if here.sstr != "positive":
        return Excluded(name, "SSTR negative" if here.sstr == "negative" else _UNKNOWN_SSTR)
    return Option(name, "LAR up to 60 mg a month or lanreotide 120 mg every 14 days, modest: " + figure("clarinet-forte"),
                  ("clarinet-forte",), (), (options.LANREOTIDE,))  # fmt: skip


def prrt(picture: Picture, here: Situation) -> Row:
    """T3, T5, T10: Lu-177 dotatate in SSTR-positive disease, after progression on an analog or first in higher Ki-67."""
    name = "Lu-177 dotatate"
    favorable, unfavorable = high_grade(picture, here)
    if here.had(DrugClass.PRRT):
        return Excluded(name, "given before; retreatment is not in the source")
    if here.sstr != "positive":
        return Excluded(name, "SSTR negative" if here.sstr == "negative" else _UNKNOWN_SSTR)
    if unfavorable and not favorable:
        return Excluded(name, "Ki-67 55 % or more: outside NETTER-2")
    dose = "7.4 GBq every 8 weeks, 4 doses"
    if here.progressing is not None and here.had(DrugClass.SSA):
        off = f"; {here.analog.label} off 4 weeks before" if here.analog else ""
        g3 = here.band == "G3"
        key, of_class = (
            ("netter-2", "") if g3 else ("oclurandom", f"; its class: {figure('compete')}, pancreatic subgroup ns")
        )
        cited = (key, "lutathera-label") if g3 else (key, "compete", "lutathera-label")
        return Option(name, f"{dose}: {figure(key)}{of_class}{off}", cited, ("lu-177-dotatate",), (options.PRRT,))
    return _first_line_prrt(picture, here, dose)


def _first_line_prrt(picture: Picture, here: Situation, dose: str) -> Row:
    name = "Lu-177 dotatate"
    higher = here.band == "G3" or at_least(picture.ki67, THRESHOLDS["clarinet_ki67"])
    if not higher:
        known = "Ki-67 is below 10 %" if higher is False else "Ki-67 is not clear"
        unread = "; earlier therapy was not read" if picture.unread(DRUGS) else ""
        return Excluded(name, f"after progression on an analog, or first line at Ki-67 10-55 %: {known}{unread}")
    if here.bulky is False:
        return Excluded(name, "first line only with significant burden: low on record")
    if here.lines and here.progressing is None:
        return Excluded(name, _NO_PROGRESSION)
    when = "" if here.bulky else "if burden is significant (not recorded): "
    return Option(name, f"{when}{dose}, with LAR 30 mg after each: {figure('netter-2')}", ("netter-2", "lutathera-label"),
                  ("lu-177-dotatate",), (options.PRRT,))  # fmt: skip


def targeted(picture: Picture, here: Situation) -> tuple[Row, ...]:
    """T4, T6, T10: everolimus, sunitinib and cabozantinib, after progression."""
    return (
        _targeted(picture, here, "Everolimus", DrugClass.EVEROLIMUS, "10 mg daily", "radiant-3"),
        _targeted(picture, here, "Sunitinib", DrugClass.SUNITINIB, "37.5 mg daily", "raymond-2011"),
        _targeted(picture, here, "Cabozantinib", DrugClass.CABOZANTINIB, "60 mg daily", "cabinet"),
    )


def _targeted(picture: Picture, here: Situation, name: str, drug_class: DrugClass, dose: str, key: str) -> Row:
    favorable, unfavorable = high_grade(picture, here)
    if here.had(drug_class):
        return Excluded(name, "given now or before")
    if unfavorable and not favorable:
        return Excluded(name, "not in this branch of G3 (NCCN)")
    if here.progressing is None:
        return Excluded(name, _NO_PROGRESSION)
    if drug_class is DrugClass.CABOZANTINIB and not here.had(*_EARLIER):
        unread = "earlier therapy was not read: " if picture.unread(DRUGS) else ""
        return Excluded(name, f"{unread}needs prior everolimus, sunitinib or Lu-177 dotatate")
    order = {DrugClass.EVEROLIMUS: options.EVEROLIMUS, DrugClass.SUNITINIB: options.SUNITINIB,
             DrugClass.CABOZANTINIB: options.CABOZANTINIB}[drug_class]  # fmt: skip
    said = f"{dose}: {figure(key)}"
    if drug_class is DrugClass.EVEROLIMUS and here.insulinoma:
        said += "; raises glucose, which is intended in insulinoma"
    said += _NOT_G3 if here.band == "G3" else ""
    untested = options.untested(picture, drug_class)
    said += f"; not on file: {', '.join(untested)}" if untested else ""
    return Option(name, said, (key,), (drug_class.value,), (order,))


def captem(picture: Picture, here: Situation) -> Row:
    """T7, T10: capecitabine with temozolomide where the tumor has to shrink."""
    name = "CAPTEM (capecitabine, temozolomide)"
    if any(one.ingredient in ("temozolomide", "capecitabine") for one in here.lines):
        return Excluded(name, "temozolomide or capecitabine given before")
    score = picture.ecog.value if picture.ecog and picture.ecog.value.isdigit() else None
    if score is not None and int(score) > THRESHOLDS["ecog_chemotherapy"]:
        return Excluded(name, f"ECOG {score}")
    needed = here.bulky or here.symptoms or here.band == "G3"
    if not needed and here.progressing is None:
        return Excluded(name, "needs bulky, symptomatic or progressive disease: none on record")
    if not needed and here.bulky is False and here.symptoms is False:
        return Excluded(name, "no need to shrink: low burden, no symptoms on record")
    said = "" if needed else "if shrinkage is needed: "
    told = _NOT_G3 if here.band == "G3" else ""
    told += "" if score is not None else "; ECOG not on file (0-2 needed)"
    return Option(name, f"{said}{figure('e2211')}{told}", ("e2211",), ("capecitabine", "temozolomide"),
                  (options.CAPECITABINE, options.TEMOZOLOMIDE))  # fmt: skip


def platinum(picture: Picture, here: Situation) -> Row:
    """T10: chemotherapy of the unfavorable branch of well-differentiated G3."""
    if not high_grade(picture, here)[1]:
        return None
    if any(one.ingredient in ("cisplatin", "carboplatin", "oxaliplatin", "irinotecan") for one in here.lines):
        return None
    return Option("Chemotherapy", "platinum-etoposide, irinotecan- or oxaliplatin-based, or temozolomide (NCCN)",
                  ("nccn-2025",))  # fmt: skip


def belzutifan(picture: Picture, here: Situation) -> Row:
    """T14: belzutifan in von Hippel-Lindau disease, where surgery is not needed at once."""
    if not picture.vhl:
        return None
    if here.had(DrugClass.BELZUTIFAN):
        return Excluded("Belzutifan", "given now or before")
    return Option("Belzutifan", f"120 mg daily if no immediate surgery is needed (VHL): {figure('belzutifan-vhl')}",
                  ("belzutifan-vhl",), (), (options.BELZUTIFAN,))  # fmt: skip
