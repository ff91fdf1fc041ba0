"""Value sets, concept maps and code systems (FHIR R4 JSON), read once into dictionaries."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

from mappings.reading import codings, concept_key, objects, string
from mappings.systems import LONGEST, Code, code_key, code_keys

HERE: Final = Path(__file__).parent
BASE: Final = "https://pnet-cds.example/fhir"
OBSERVATION: Final = "pnet-cds.example/fhir/codesystem/pnet-observation"
FINDING: Final = "pnet-cds.example/fhir/codesystem/pnet-finding"
FOLDERS: Final = ("value_sets", "code_systems", "concept_maps")
TOO_NARROW: Final = frozenset({"narrower", "specializes"})
"""The target says more than the source does, so the source is no proof of it."""
_UNRELATED: Final = TOO_NARROW | {"unmatched", "disjoint"}
_NONE: Final[frozenset[str]] = frozenset()
_MOST_REMEMBERED: Final = 20_000
_MOST_CONCEPTS: Final = 2048
T = TypeVar("T")


@dataclass(slots=True)
class Terminology:
    """Which value sets a code belongs to. `members` and `classes` are filled by `load`; read-only afterwards."""

    members: dict[Code, frozenset[str]] = field(default_factory=dict)
    classes: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    maps: dict[Code, tuple[Code, ...]] = field(default_factory=dict)
    spelled: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    cache: dict[Code, frozenset[str]] = field(default_factory=dict)
    systems: frozenset[str] = frozenset()
    """The code systems that any value set, or the source of a map, names: a code of another one cannot be read."""
    properties: dict[tuple[str, Code], tuple[Any, ...]] = field(default_factory=dict)
    """What a value set says of a code beyond its name: (`code-strength` or `code-ingredient`, code) -> values."""

    concepts: dict[tuple[str, bytes], Any] = field(default_factory=dict)
    """What readers have made of concepts before, by the reader's name: of codes and their words, no more."""

    def once(self, reader: str, read: Callable[[Any, Terminology], T], concept: object) -> T:
        """Return what `read` makes of a concept or a list of them, from memory where they are short."""
        key = concept_key(concept)
        if key is None:
            return read(concept, self)
        found = self.concepts.get((reader, key), self)
        if found is self:
            if len(self.concepts) >= _MOST_CONCEPTS:
                self.concepts.clear()
            found = self.concepts[reader, key] = read(concept, self)
        made: T = found
        return made

    def of_code(self, key: Code) -> frozenset[str]:
        """Return the names of the value sets that hold a code, by itself, by its class or through a concept map."""
        return frozenset().union(*(self._named(one) for one in (key, *self.maps.get(key, ()))))

    def _named(self, key: Code) -> frozenset[str]:
        by_class = (name for prefix, name in self.classes.get(key[0], ()) if key[1].startswith(prefix))
        return self.members.get(key, frozenset()).union(by_class)

    def sets(self, concept: object) -> frozenset[str]:
        """Return the names of the value sets that any coding of a CodeableConcept belongs to."""
        found = _NONE
        for system, code, _ in codings(concept):
            if code:
                known = self.cache.get((system, code))
                if known is None:
                    known = self._remembered(system, code)
                found = found | known if found else known
        return found

    def _remembered(self, system: str, code: str) -> frozenset[str]:
        """Look a code up as it is spelled, and keep the answer, up to a bound that no chart can push further."""
        named = {one for key in code_keys(system, code) if (one := self.of_code(key))}
        # A code that can be read in several ways counts only where every reading that means anything means the same.
        found = named.pop() if len(named) == 1 else _NONE
        if len(self.cache) < _MOST_REMEMBERED and len(system) + len(code) < LONGEST:
            self.cache[system, code] = found
        return found

    def property(self, name: str, system: str, code: str) -> tuple[Any, ...]:
        """Return what value sets say of a code under `name`, by itself or through a concept map; nothing if unclear."""
        found = {
            one: self.properties[name, one]
            for key in code_keys(system, code)
            for one in (key, *self.maps.get(key, ()))
            if (name, one) in self.properties
        }
        return next(iter(found.values())) if len(found) == 1 else ()

    def finding(self, concept: object) -> str | None:
        """Return the code of `pnet-finding` that a coded answer is, or is mapped onto; None when it is neither."""
        for coding in codings(concept):
            key = code_key(coding.system, coding.code)
            for system, code in (key, *self.maps.get(key, ())):
                if system == FINDING:
                    return code
        return None

    def codes(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """Return (system, code) as published, for a search by code: the sets' own codes, then what is mapped to them."""
        listed: dict[tuple[str, str], None] = {}
        for name in names:
            listed.update(dict.fromkeys(self.spelled.get(name, ())))
        return list(listed)


def load(site: Path | None = None) -> Terminology:
    """Read the shipped files and, laid over them, the site's; a file that cannot be read is an error that names it."""
    terms = Terminology()
    gathered: dict[Code, set[str]] = {}
    resources = [resource for _, resource in _files(site)]
    for resource in resources:
        if resource.get("resourceType") == "ValueSet":
            _add_value_set(terms, gathered, resource)
    terms.members = {key: frozenset(names) for key, names in gathered.items()}
    for resource in resources:
        if resource.get("resourceType") == "ConceptMap":
            _add_concept_map(terms, resource)
    terms.systems = frozenset(system for system, _ in (*terms.members, *terms.maps)) | terms.classes.keys()
    return terms


@lru_cache(maxsize=16)
def displays(code_system: str) -> dict[str, str]:
    """Return code -> display of one of our own code systems, in its order."""
    content = json.loads((HERE / "code_systems" / f"{code_system}.json").read_text(encoding="utf-8"))
    return {string(concept.get("code")): string(concept.get("display")) for concept in objects(content.get("concept"))}


def paths(site: Path | None) -> list[Path]:
    """Return every knowledge file, the shipped ones first."""
    found = [path for folder in FOLDERS for path in sorted((HERE / folder).glob("*.json"))]
    return found + (sorted(site.rglob("*.json")) if site else [])


def _files(site: Path | None) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in paths(site):
        content = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content, dict):
            message = f"{path}: a FHIR resource (a JSON object) is expected"
            raise TypeError(message)
        yield path, content


def _add_value_set(terms: Terminology, gathered: dict[Code, set[str]], resource: dict[str, Any]) -> None:
    name = string(resource.get("id"))
    for include in objects(resource.get("compose", {}).get("include")):
        system = string(include.get("system"))
        for concept in objects(include.get("concept")):
            code = string(concept.get("code"))
            gathered.setdefault(code_key(system, code), set()).add(name)
            _add_properties(terms, code_key(system, code), concept)
            terms.spelled.setdefault(name, []).append((system, code))
        for rule in objects(include.get("filter")):
            if rule.get("op") == "is-a":
                key, prefix = code_key(system, string(rule.get("value")))
                terms.classes.setdefault(key, []).append((prefix, name))


def _add_properties(terms: Terminology, key: Code, concept: dict[str, Any]) -> None:
    for name, value in (("code-strength", "valueRatio"), ("code-ingredient", "valueString")):
        said = [
            e[value] for e in objects(concept.get("extension")) if string(e.get("url")).endswith(name) and e.get(value)
        ]
        if said:
            terms.properties[name, key] = tuple(said)


def _add_concept_map(terms: Terminology, resource: dict[str, Any]) -> None:
    for group in objects(resource.get("group")):
        source, target = string(group.get("source")), string(group.get("target"))
        for element in objects(group.get("element")):
            code = string(element.get("code"))
            for goal in objects(element.get("target")):
                if goal.get("equivalence") in _UNRELATED:
                    continue
                key = code_key(target, string(goal.get("code")))
                start = code_key(source, code)
                terms.maps[start] = (*terms.maps.get(start, ()), key)
                for name in terms.members.get(key, ()):
                    if (source, code) not in terms.spelled.get(name, ()):
                        terms.spelled.setdefault(name, []).append((source, code))
