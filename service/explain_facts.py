"""What `pnet-cds explain` shows of a patient: every fact with where it was seen, and each order as understood."""

from __future__ import annotations

from mappings import courses
from mappings.model import Fact, Measure, Source
from mappings.patient import Picture
from mappings.therapy import ANALOGS, Order
from service import explain_organs

_LISTED = (
    "pancreatic_tumor", "net", "e16", "hypoglycemia", "hypoglycemia_diagnoses", "hypoglycemia_explanations",
    "diabetes", "diabetes_hypoglycemia", "men1", "vhl", "other_primary", "nec_ungraded", "metastases", "liver_metastases",
    "nodes", "heart_failure",
)  # fmt: skip


def facts(picture: Picture) -> list[tuple[str, str, str]]:
    """Return (fact, value, where it was seen) of everything the rules can rest on; unknown ones in plain sight."""
    tumor = picture.insulinoma
    rows = [("insulinoma", tumor.certainty.value, _places(tumor.sources))]
    for name in (
        "sstr",
        "octreotide_test",
        "resectability",
        "pregnancy",
        "dpyd",
        "tumor_burden",
        "symptomatic",
        "ecog",
    ):
        fact = getattr(picture, name)
        value = f"{fact.value} ({fact.quality.value})" if fact else "not recorded"
        rows.append((name.replace("_", " "), value, _places((fact.source,)) if fact else ""))
    rows += pathology_rows(picture)
    for one in picture.resections:
        tied = ", of an insulinoma" if one.of_insulinoma else ""
        rows.append(("pancreatic resection", f"{one.kind.value}{tied}", _places((one.source,))))
    for name in _LISTED:
        sources = getattr(picture, name)
        rows.append((name.replace("_", " "), "yes" if sources else "not recorded", _places(sources)))
    rows += [("unexplained hypoglycemia", one.shown or "diagnosis", _places((one.source,)))
             for one in picture.unexplained_hypoglycemia]  # fmt: skip
    rows += [("emergency", fact.value, _places((fact.source,))) for fact in picture.emergencies]
    rows += [("other syndrome", fact.value, _places((fact.source,))) for fact in picture.syndromes]
    rows += [
        ("glucose", f"{g.shown}{' (low)' if g.hypoglycemia else ''}", _places((g.source,))) for g in picture.glucoses
    ]
    rows += finding_rows(picture)
    rows += [(fact, value, _places(seen)) for fact, value, seen in explain_organs.rows(picture.organs)]
    rows += report_rows(picture)
    rows += [("other indication", one.value, _places((one.source,))) for one in picture.other_indications]
    rows += [
        ("last tested", f"{name}{'' if one.final else ' (preliminary)'}", _places((one.source,)))
        for name, one in sorted(picture.tested.items())
    ]
    rows += [("given or ordered", one.drug.label, _places((one.source,))) for one in picture.treatments]
    return [*rows, ("age", str(picture.age) if picture.age is not None else "not recorded", "")]


def finding_rows(picture: Picture) -> list[tuple[str, str, str]]:
    """Return the rows of course, stage, size, load and potassium; what can be recorded once is named when it is not."""
    rows = []
    for name in ("progression", "stage", "tumor_size", "hepatic_load"):
        one = getattr(picture, name)
        value = (
            f"{one.shown if isinstance(one, Measure) else one.value} ({one.quality.value})" if one else "not recorded"
        )
        rows.append((name.replace("_", " "), value, _places((one.source, *one.conflicts)) if one else ""))
    rows += [("TNM", f"{one.value} ({one.quality.value})", _places((one.source,))) for one in picture.tnm]
    return rows + [("potassium", one.shown, _places((one.source,))) for one in picture.potassium]


def report_rows(picture: Picture) -> list[tuple[str, str, str]]:
    """Return what reports say in words, each with its sentence, and the reports that were not read."""
    said = picture.reported
    rows = []
    for name in ("ki67", "grade", "differentiation", "sstr", "hepatic_load", "progression"):
        one = getattr(said, name)
        if one:
            value = one.value if isinstance(one, Fact) else one.shown
            title = "Ki-67" if name == "ki67" else name.replace("_", " ")
            rows.append((f"{title}, in a report", f"{value} ({one.quality.value})", _places((one.source,))))
    rows += [("insulinoma, in a report", "named", _places((one,))) for one in said.insulinoma]
    rows += [("insulinoma, coded in a report", "named", _places((one.source,))) for one in said.coded_insulinoma]
    return rows + [("report not read", one.seen, _place(one)) for one in said.unread]


def pathology_rows(picture: Picture) -> list[tuple[str, str, str]]:
    """Return the rows of Ki-67, mitoses, grade, histology and carcinoma, with every value that stands beside one."""
    rows = []
    for name, one in (("Ki-67", picture.ki67), ("mitoses", picture.mitoses)):
        shown = f"{one.shown}, {one.acts_as or 'no grade'} ({one.quality.value})" if one else "not recorded"
        sources = (one.source, *(other.source for other in one.also)) if one else ()
        rows.append((name, _with(shown, one.caveats if one else ()), _places(sources)))
    grade = picture.grade
    shown = f"{grade.band or 'none to act on'} ({grade.quality.value})" if grade else "not recorded"
    told = (f"recorded {grade.recorded or 'no'}", f"measured {grade.measured or 'no'}", *grade.caveats) if grade else ()
    rows.append(("grade", _with(shown, told), _places((*grade.sources, *grade.also) if grade else ())))
    rows += [
        ("histology", _with(f"{one.shown} ({one.quality.value})", one.caveats), _places((one.source,)))
        for one in picture.histology
    ]
    return [*rows, ("carcinoma", "yes" if picture.nec else "not recorded", _places(picture.nec))]


def _with(shown: str, caveats: tuple[str, ...]) -> str:
    return "; ".join((shown, *caveats))


def _places(sources: tuple[Source, ...]) -> str:
    return "; ".join(f"{_place(s)}, by {s.how}: {s.seen}" for s in sources)


def _place(source: Source) -> str:
    return f"{source.reference}, {source.when.text if source.when else 'undated'}"


def order_facts(order: Order, picture: Picture | None) -> str:
    """Return one order as understood."""
    dose = f"{order.dosage.dose:g} mg" if order.dosage.dose is not None else "dose not recorded"
    days = f"every {order.dosage.interval:g} days" if order.dosage.interval is not None else "interval not recorded"
    said = f"{order.drug.label} ({order.drug.form.value}, by {order.drug.how}: {order.drug.seen}), {dose}, {days}"
    said += f", planned for {', '.join(when.text for when in order.planned[:4])}" if order.planned else ""
    if picture is None or order.drug.drug_class not in ANALOGS:
        return said
    course = courses.course(order, picture.treatments, picture.as_of)
    since = f" since {course.started.text}" if course.started else ""
    return f"{said}; {course.change.value}{since}{', unchanged' if course.unchanged_since else ''}"
