"""Whether a resource matches one value of a search parameter, by the text of FHIR R4 (search, 3.1.1.4)."""

from __future__ import annotations

import re
from typing import Any, Final

from sandbox.outcomes import Refused
from sandbox.parameters import Parameter

Json = dict[str, Any]
_ID: Final = re.compile(r"[A-Za-z0-9\-.]{1,64}\Z")
_TYPED: Final = re.compile(r"([A-Z][A-Za-z]{1,60})/([A-Za-z0-9\-.]{1,64})\Z")
_URL: Final = re.compile(r"[a-z][a-z0-9+.\-]{0,20}:\S{1,500}\Z")
_PIECE: Final = re.compile(r"((?:[^\\,|]|\\.|\\\Z)*)([,|]?)", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)


def alternatives(value: str) -> list[list[str]]:
    r"""Return the values between commas (OR), each as its parts between bars; `\,` `\|` `\$` and `\\` are literal.

    Empty alternatives are left out: an empty parameter is no error, and is ignored.
    """
    found: list[list[str]] = [[]]
    for piece, end in _PIECE.findall(value):
        found[-1].append(_ESCAPE.sub(r"\1", piece).strip())
        if end == ",":
            found.append([])
        elif not end:
            break
    return [parts for parts in found if parts != [""]]


def check(name: str, one: Parameter, parts: list[str], base: str) -> None:
    """Refuse a value that is no value of the parameter's type: 400, as the text asks of a syntactic error."""
    said = "|".join(parts)
    if one.kind == "token" and (len(parts) > 2 or not any(parts)):  # noqa: PLR2004 - system and code
        raise Refused(400, "value", f"{name}: {said!r} is no token: code, system|code, |code or system| is expected")
    if one.kind == "id" and not _ID.match(said):
        raise Refused(400, "value", f"{name}: {said!r} is no id")
    if one.kind == "reference" and not (_ID.match(said) or _TYPED.match(_local(said, base)) or _URL.match(said)):
        raise Refused(400, "value", f"{name}: {said!r} is no reference: id, Type/id or an absolute URL is expected")


def matches(resource: Json, one: Parameter, parts: list[str], base: str) -> bool:
    """Say whether a resource matches one value, already checked."""
    if one.kind == "id":
        return resource.get("id") == parts[0]  # always exact, and case sensitive
    if one.kind == "reference":
        return _refers(resource, one, "|".join(parts), base)
    return any(_same(parts, system, code) for system, code in tokens(resource, one))


def missing(resource: Json, one: Parameter) -> bool:
    """Say whether a resource has no value for a parameter (`:missing`)."""
    return not resource.get(one.element)


def tokens(resource: Json, one: Parameter) -> list[tuple[str, str]]:
    """Return (system, code) of each coding of the element; text without a coding has none."""
    value = resource.get(one.element)
    if isinstance(value, str):
        return [("", value), (one.system, value)]  # a code: its system is implicit, and may be given or left out
    concepts = value if isinstance(value, list) else [value] if value else []
    codings = [coding for concept in concepts for coding in concept.get("coding", ())]
    return [(coding.get("system", ""), coding.get("code", "")) for coding in codings]


def _same(parts: list[str], system: str, code: str) -> bool:
    """Compare: a system exactly, a code without regard to case, since too much does less harm than too little."""
    if len(parts) == 1:
        return code.casefold() == parts[0].casefold()
    if parts[0] != system:
        return False
    return not parts[1] or code.casefold() == parts[1].casefold()


def _refers(resource: Json, one: Parameter, wanted: str, base: str) -> bool:
    """Compare references; an absolute one to this server and a relative one are the same."""
    target = _local(resource.get(one.element, {}).get("reference", ""), base)
    wanted = _local(wanted, base)
    if _ID.match(wanted):
        return target in {f"{kind}/{wanted}" for kind in one.targets}
    return bool(target) and target == wanted and target.partition("/")[0] in one.targets


def _local(reference: str, base: str) -> str:
    return reference.removeprefix(f"{base}/")
