"""The tumor type from histology Observations: well-differentiated tumor, carcinoma or mixed, and hormone-producing types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Final

from mappings import other_tumor, several
from mappings.grade import Recorded
from mappings.mentions import PRESENT, Mention, classify
from mappings.model import Note, Quality, Source
from mappings.observations import Result, Results
from mappings.pathology import Histology
from mappings.reading import Json, codings, string, texts
from mappings.terminology import Terminology
from mappings.tumor_words import understood

NET, NEC, MINEN, UNGRADED = "net", "nec", "minen", "nec, grade needed"
_SHOWN: Final = {
    NET: "well-differentiated neuroendocrine tumor", NEC: "poorly differentiated neuroendocrine carcinoma",
    MINEN: "mixed neuroendocrine neoplasm", UNGRADED: "neuroendocrine carcinoma, differentiation not stated",
}  # fmt: skip
_FUNCTIONING: Final = ("insulinoma", "insulinoma-legacy", "gastrinoma", "glucagonoma", "vipoma", "somatostatinoma")
_WELL_SETS: Final = frozenset({"net-well-diff", "grade-g1", "grade-g2", *_FUNCTIONING})
_CARCINOMA: Final = r"neuroendo[ck]rin\w{0,2}(?: \w+){0,1} ?[ck]ar[cz]inom\w{0,2}"
_WORDS: Final = (
    (MINEN, r"\bminen\b|\bmanec\b|\bmixed (?:[\w-]{1,30}[ -]){0,3}?neuroendocrine|\badenoneuroendocrine"),
    (NEC, (rf"\bpoorly[ -]differentiated(?:,? [\w-]+){{0,3}}? {_CARCINOMA}"
           rf"|\b{_CARCINOMA}\W{{1,3}}(?:nos\W{{1,3}})?poorly[ -]differentiated"
           rf"|\b(?:small|large)[ -]cell (?:[\w-]+ ){{0,2}}?(?:{_CARCINOMA}|carcinoma)|\bl?s?cnec\b|\bnec\b"
           r"|\bpoorly[ -]differentiated (?:pancreatic )?neuroendocrine (?:tumou?r|neoplasm)")),
    (NET, (r"\bwell[ -]differentiated(?:,? [\w-]+){0,3}? neuroendo[ck]rin\w{0,2}"
           r"|(?<!poorly differentiated )(?<!poorly-differentiated )\bneuroendo[ck]rin\w{0,2} tumou?r"
           r"|\bp?(?:an)?nets?\b|\bcarcinoids?\b|\bislet[ -]cell (?:tumou?r|adenoma|neoplasm)"
           r"|\b(?:insulin|gastrin|glucagon|vip|somatostatin)oma\b")),
    (UNGRADED, rf"\b{_CARCINOMA}"),
)  # fmt: skip
_REFUSED: Final = "is refused: a code contradicts another, or the words beside it"
_ODD: Final = "is not understood: not used"
_WORST_FIRST: Final = (NEC, MINEN, UNGRADED, NET)


def histology(
    found: Results, conditions: Mapping[str, Json], terminology: Terminology, as_of: datetime, notes: list[Note]
) -> tuple[Histology, ...]:
    """Return the tumor types recorded, the one that decides first; a drop is noted.

    A carcinoma or mixed neoplasm decides over a well-differentiated tumor of any date, as a conflict.
    """
    kept, refused = [], []
    for result in found.of("histology"):
        fact = _fact(result, terminology)
        verdict = other_tumor.judge(result.resource, conditions, terminology)
        if isinstance(fact, str) or verdict == other_tumor.OTHER:
            if fact != "":
                lost = fact == _ODD and verdict != other_tumor.OTHER
                told = f"histology {fact if isinstance(fact, str) else verdict}"
                notes.append(Note(result.source.reference, told, lost=lost))
            refused += [result.source] if fact == _REFUSED and verdict != other_tumor.OTHER else []
            continue
        if verdict:
            fact = replace(fact, quality=Quality.AMBIGUOUS, caveats=(*fact.caveats, verdict))
        kept.append((fact, result.source, result.final))
    return _doubted(_ordered(kept, as_of, notes), refused)


def contradicts(result: Result, terminology: Terminology) -> bool:
    """Whether a histology is refused, since a code of it contradicts another one or the words beside it."""
    return _fact(result, terminology) == _REFUSED


def _doubted(found: tuple[Histology, ...], refused: list[Source]) -> tuple[Histology, ...]:
    """An entry that was refused makes a reassuring one ambiguous, unless it is known to be older."""
    if not found or found[0].kind != NET or all(several.older(one, found[0].source) for one in refused):
        return found
    said = (*found[0].caveats, "another entry contradicts itself and was refused")
    return (replace(found[0], quality=Quality.AMBIGUOUS, caveats=said), *found[1:])


def nec(found: Iterable[Histology], grades: Iterable[Recorded]) -> tuple[Source, ...]:
    """Return where Observations say poorly differentiated carcinoma or mixed neoplasm; a doubt is not among them."""
    said = [one.source for one in found if one.kind in (NEC, MINEN) and one.quality is not Quality.AMBIGUOUS]
    return tuple(dict.fromkeys([*said, *(one.source for one in grades if one.nec)]))


def ungraded(found: Iterable[Histology]) -> tuple[Source, ...]:
    """Return where Observations say a neuroendocrine carcinoma of no stated differentiation."""
    return tuple(one.source for one in found if one.kind == UNGRADED)


def _ordered(kept: list[tuple[Histology, Source, bool]], as_of: datetime, notes: list[Note]) -> tuple[Histology, ...]:
    picked = several.pick(kept, lambda one: (_WORST_FIRST.index(one.kind) * -1.0,), as_of, notes)
    if picked is None:
        return ()
    every = [picked.decides, *picked.others]
    grave = [one for one in every if one.kind in (NEC, MINEN)]
    first = grave[0] if grave and picked.decides.kind not in (NEC, MINEN) else picked.decides
    rest = tuple(one for one in every if one is not first)
    conflict = any(one.kind != first.kind for one in rest)
    quality = Quality.DISCORDANT if conflict and first.quality is not Quality.AMBIGUOUS else first.quality
    return (replace(first, conflict=conflict, quality=quality, also=tuple(one.source for one in rest)), *rest)


def _fact(result: Result, terminology: Terminology) -> Histology | str:
    """Return the type, or why there is none; an empty reason for a panel whose members have it."""
    holder = result.resource
    if holder.get("dataAbsentReason"):
        return "is absent, with a reason"
    concept = holder.get("valueCodeableConcept")
    said = [one[:500] for one in (*texts(concept), string(holder.get("valueString"))) if one]
    if not said and not concept:
        if holder.get("hasMember") or holder.get("component"):
            return ""
        return "has no value" if understood(holder, terminology) else _ODD
    coded, worded = _coded(concept, terminology), [kind for text in said if (kind := _worded(text)) is not None]
    if _contradict(coded, [kind for kind, _ in worded]) or _swapped(concept, terminology):
        return _REFUSED
    if not coded and not worded:
        return "names no neuroendocrine type: not used" if understood(holder, terminology) else _ODD
    return _made(result, coded, worded, terminology)


def _made(result: Result, coded: frozenset[str], worded: list[tuple[str, bool]], terminology: Terminology) -> Histology:
    named = {kind for kind, _ in worded}
    sure = [kind for kind in coded if kind != UNGRADED] or [
        kind for kind in _WORST_FIRST if kind in named and kind != UNGRADED
    ]
    kind = sure[0] if sure else UNGRADED
    doubtful = not coded and all(not certain for one, certain in worded if one == kind)
    older = UNGRADED in coded and kind == NET
    caveats = ["an older code for a carcinoma of any grade: a grade is needed"] if UNGRADED in (coded or named) else []
    caveats += ["worded as a doubt"] if doubtful else []
    mixed = not coded and len(named - {UNGRADED}) > 1
    unsure = doubtful or older or kind == UNGRADED or mixed
    quality = Quality.AMBIGUOUS if unsure else Quality.EXACT if result.final else Quality.PRELIMINARY
    return Histology(
        kind, _SHOWN[kind], quality, result.source, _functioning(result.resource, terminology), caveats=tuple(caveats)
    )


def _coded(concept: object, terminology: Terminology) -> frozenset[str]:
    return frozenset(kind for one in codings(concept) if (kind := _kind(terminology.sets({"coding": [one._asdict()]}))))


def _kind(sets: frozenset[str]) -> str:
    """Return the kind of one code by its value sets: what needs a grade first, since it is in the set of carcinomas too."""
    for kind, name in ((UNGRADED, "nec-grade-needed"), (MINEN, "minen"), (NEC, "nec-poorly-diff")):
        if name in sets:
            return kind
    return NET if sets & _WELL_SETS else ""


def _contradict(coded: frozenset[str], named: list[str]) -> bool:
    """Whether codes differ among themselves, or words name another kind; what needs a grade fits any but the mixed."""
    kinds = coded - {UNGRADED}
    told = set(named) - {UNGRADED}
    return len(kinds) > 1 or bool(kinds and told and not kinds & told)


def _swapped(concept: object, terminology: Terminology) -> bool:
    """Whether the display of a functioning type names another one: `insulinoma` beside the code of a gastrinoma."""
    for one in codings(concept):
        types = {
            name.removesuffix("-legacy")
            for name in _FUNCTIONING
            if name in terminology.sets({"coding": [one._asdict()]})
        }
        named = {name for name in _FUNCTIONING if one.display and classify(one.display, rf"\b{name}s?\b")}
        if types and named and not types & named:
            return True
    return False


@lru_cache(maxsize=1024)
def _worded(text: str) -> tuple[str, bool] | None:
    """Return the gravest kind that words assert, with whether they are sure; what is denied or past says nothing."""
    found = []
    for kind, pattern in _WORDS:
        mention = classify(text, pattern)
        if mention in PRESENT:
            found.append((kind, mention is Mention.ASSERTED))
    if any(kind == NET for kind, _ in found) and all(kind in (NET, UNGRADED) for kind, _ in found):
        return next(one for one in found if one[0] == NET)
    sure = [one for one in found if one[1]]
    if any(kind == NET for kind, _ in sure):  # "NET G3 or NEC"
        sure = [(kind, False) for kind, _ in sure]
    return min(sure or found, key=lambda one: _WORST_FIRST.index(one[0]), default=None)


def _functioning(holder: Json, terminology: Terminology) -> str:
    concept = holder.get("valueCodeableConcept")
    sets = terminology.sets(concept)
    by_code = next((name.removesuffix("-legacy") for name in _FUNCTIONING if name in sets), "")
    said = [*texts(concept), string(holder.get("valueString"))]
    named = (name for name in _FUNCTIONING for text in said if classify(text, rf"\b{name}s?\b") is Mention.ASSERTED)
    return by_code or next(named, "")
