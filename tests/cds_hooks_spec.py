"""The CDS Hooks 2.0.1 specification as a check, written without looking at the service.

Every test that calls the service passes the answer through `check_discovery` or `check_response`. Both raise one
AssertionError with a line for each violation, which begins with the id of the rule: GEN (JSON and transport), CORS,
DISC (discovery), PF (prefetch templates), RESP (envelope and errors), CARD, SRC (source), SUG (suggestion), ACT
(action), SYS (system actions), LINK, TYPE (Coding), EXT (extension). Where the product promises more than the
specification asks (a uuid on every card, no tables, eight prefetch keys), the stricter of the two is checked.
"""

import copy
import json
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NoReturn
from urllib.parse import parse_qsl, quote, urlsplit

from fhir.resources.R4B import get_fhir_model_class
from fhir.resources.R4B.fhirresourcemodel import FHIRResourceModel
from markdown_it import MarkdownIt
from markdown_it.token import Token
from pydantic import ValidationError

Problems = Iterator[str]
Object = dict[str, Any]
Members = list[tuple[str, Object]]

VERSION = "2.0.1"
RULE_SYSTEM = "https://pnet-cds.example/fhir/CodeSystem/pnet-rule"
OVERRIDE_SYSTEM = "https://pnet-cds.example/fhir/CodeSystem/pnet-override-reason"
LONGEST_SUMMARY = 139
MOST_OVERRIDE_REASONS = 5
MOST_PREFETCH_KEYS = 8
LONGEST_TEMPLATE = 1900

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
TOPIC_CODE = re.compile(r"[A-Za-z0-9]{1,100}")
FHIR_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
MARKUP = re.compile(r"&(#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);|\\[!-/:-@\[-`{-~]")

# The elements that the specification requires: empty, they break GEN-5 alone; any other breaks GEN-6 too.
_REQUIRED = """
services hook description id cards summary indicator source label type url code system resourceType
"""
REQUIRED = frozenset(_REQUIRED.split())
# Hook: the version in its definition, and the context fields marked "Prefetch Token = Yes".
HOOKS = {
    "patient-view": ("1.0", {"userId", "patientId", "encounterId"}),
    "order-select": ("1.0", {"userId", "patientId", "encounterId"}),
    "order-sign": ("1.0", {"userId", "patientId", "encounterId"}),
    "order-dispatch": ("1.1", {"patientId", "dispatchedOrders", "performer"}),
    "encounter-start": ("1.0", {"userId", "patientId", "encounterId"}),
    "encounter-discharge": ("1.0", {"userId", "patientId", "encounterId"}),
}
USER_TOKENS = {"userPractitionerId", "userPractitionerRoleId", "userPatientId", "userRelatedPersonId"}
# Orders: the element that names the patient, and whether the resource has an intent.
ORDERS = {
    "MedicationRequest": ("subject", True),
    "ServiceRequest": ("subject", True),
    "DeviceRequest": ("subject", True),
    "NutritionOrder": ("patient", True),
    "VisionPrescription": ("patient", False),
    "CommunicationRequest": ("subject", False),
    "Task": ("for", True),
}
_ISSUE_CODES = """
invalid structure required value invariant security login unknown expired forbidden suppressed processing
not-supported duplicate multiple-matches not-found deleted too-long code-invalid extension too-costly business-rule
conflict transient lock-error no-store exception timeout incomplete throttled informational
"""
ISSUE_CODES = frozenset(_ISSUE_CODES.split())
# FHIR R4 search parameters of the portable types: resource, reference parameters, token parameters, date parameters.
_PARAMETERS = """
AllergyIntolerance | patient recorder | code category clinical-status verification-status criticality | date onset
Condition | patient subject encounter | code category clinical-status verification-status severity body-site stage \
| onset-date recorded-date abatement-date
DiagnosticReport | patient subject encounter result | code category status conclusion | date issued
DocumentReference | patient subject encounter | type category status | date
Encounter | patient subject | status class type | date
FamilyMemberHistory | patient | code status relationship sex | date
Flag | patient subject encounter | identifier | date
ImagingStudy | patient subject encounter | modality status bodysite | started
MedicationAdministration | patient subject medication context request | code status | effective-time
MedicationDispense | patient subject medication prescription | code status type | whenhandedover whenprepared
MedicationRequest | patient subject encounter medication requester | code status intent category priority \
| authoredon date
MedicationStatement | patient subject medication context | code status category | effective
Observation | patient subject encounter performer specimen focus has-member derived-from \
| code category status value-concept component-code combo-code | date value-date
Patient | general-practitioner organization | gender active | birthdate
Practitioner | | active |
PractitionerRole | practitioner organization | role specialty active | date
Procedure | patient subject encounter | code category status | date
RelatedPerson | patient | relationship active | birthdate
ServiceRequest | patient subject encounter requester | code category status intent priority | authored occurrence
Specimen | patient subject | type status | collected
"""
_EVERYWHERE = {"_id": "token", "identifier": "token", "_lastUpdated": "date"}
SEARCH = {
    resource.strip(): _EVERYWHERE
    | {name: kind for kind, names in zip(("reference", "token", "date"), kinds, strict=True) for name in names.split()}
    for resource, *kinds in (line.split("|") for line in _PARAMETERS.strip().splitlines())
}
QUERY = re.compile(r"(([\w.:~!$'()*,;/|=-]|%[0-9A-Fa-f]{2})+(&(?!$)|$))+", re.ASCII)
PREFETCH_TOKEN = re.compile(r"\{\{(.*?)\}\}")
VALUES = {
    "reference": re.compile(r"([A-Z][A-Za-z]+/)?[A-Za-z0-9\-.]+"),
    "token": re.compile(r"[^|\s]+(\|[^|\s]*)?|\|[^|\s]+"),
    "date": re.compile(r"(eq|lt|gt|ge|le)?\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?"),
}


def check_discovery(status: int, headers: Mapping[str, str], body: bytes) -> Object:
    """Check the answer to GET /cds-services and return its JSON; a 4xx or 5xx is checked as an OperationOutcome."""
    return _checked(status, headers, body, discovery)


def check_response(
    status: int, headers: Mapping[str, str], body: bytes, request: Mapping[str, Any] | None = None
) -> Object:
    """Check the answer to POST /cds-services/{id} and return its JSON.

    With the hook's `request`, the actions are checked against its patient and its draft orders.
    """
    return _checked(status, headers, body, lambda payload: envelope(payload, request))


def topics(response: Mapping[str, Any]) -> list[str]:
    """Return the topic codes of the cards, in order: which rules have answered."""
    return [card["source"]["topic"]["code"] for card in response["cards"]]


def _checked(status: int, headers: Mapping[str, str], body: bytes, success: Any) -> Object:
    """Run every rule that applies to this status, and raise what they found."""
    problems = [*transport(headers), *status_line(status)]
    payload: Any = None
    try:
        payload = _parsed(body)
    except ValueError as error:
        problems.append(f"GEN-1 body: not JSON in UTF-8: {error}")
    else:
        problems += general(payload)
        problems += extensions(payload)
        problems += success(payload) if status == 200 else error_body(payload)
    if problems:
        raise AssertionError("\n".join(problems))
    assert isinstance(payload, dict)
    return payload


# --- General: GEN, EXT, TYPE -----------------------------------------------------------------------------------------


def transport(headers: Mapping[str, str]) -> Problems:
    """GEN-1, CORS-1, CORS-2: JSON by its content type, and headers that let a browser read the answer."""
    lower = {name.lower(): value for name, value in headers.items()}
    kind, *parameters = (part.strip().lower() for part in lower.get("content-type", "").split(";"))
    if kind != "application/json" or not set(parameters) <= {"charset=utf-8"}:
        yield f"GEN-1 Content-Type: {lower.get('content-type')!r}, expected application/json"
    origin = lower.get("access-control-allow-origin", "")
    if origin != "*" and not (_is_url(origin) and urlsplit(origin).path == ""):
        yield f"CORS-2 Access-Control-Allow-Origin: {origin!r}, expected * or one origin"
    if origin == "*" and "access-control-allow-credentials" in lower:
        yield "CORS-1 Access-Control-Allow-Credentials: a browser ignores it together with *"


def _parsed(body: bytes) -> Any:
    """Parse JSON as RFC 8259 has it: no NaN, no repeated name, no half of a surrogate pair."""
    payload = json.loads(body.decode(), object_pairs_hook=_without_repetition, parse_constant=_refuse_constant)
    json.dumps(payload, ensure_ascii=False).encode()
    return payload


def _refuse_constant(name: str) -> NoReturn:
    """Refuse NaN and Infinity, which Python would read."""
    raise ValueError(name)


def _without_repetition(pairs: list[tuple[str, Any]]) -> Object:
    """Make an object of its members, unless a name comes twice."""
    result = dict(pairs)
    if len(result) < len(pairs):
        raise ValueError([name for name, _ in pairs])
    return result


def general(value: Any, path: str = "", key: str = "") -> Problems:
    """GEN-4, GEN-5, GEN-6: nothing is null or empty, save `cards: []` and `services: []`."""
    empty = value in ("", [], {}) or (isinstance(value, str) and not value.strip())
    if path in {"cards", "services"} and value == []:
        return
    if value is None:
        yield f"GEN-4 {path}: null"
    if empty:
        yield f"GEN-5 {path or 'body'}: empty"
    if (empty or value is None) and key and key not in REQUIRED:
        yield f"GEN-6 {path}: an optional element without a value is left out"
    if isinstance(value, dict):
        for name, member in value.items():
            yield from general(member, _join(path, name), name)
    elif isinstance(value, list):
        for number, member in enumerate(value):
            yield from general(member, f"{path}[{number}]")


def extensions(value: Any, path: str = "") -> Problems:
    """EXT-1, EXT-2: outside FHIR resources an extension is an object, and its keys are like a reverse domain name."""
    if isinstance(value, list):
        for number, member in enumerate(value):
            yield from extensions(member, f"{path}[{number}]")
    if not isinstance(value, dict) or "resourceType" in value:
        return
    for name, member in value.items():
        if name != "extension":
            yield from extensions(member, _join(path, name))
        elif not isinstance(member, dict):
            yield f"EXT-1 {_join(path, name)}: not an object"
        else:
            yield from (f"EXT-2 {_join(path, name)}.{one}: not globally unique" for one in member if "." not in one)


def coding(path: str, value: Any) -> Problems:
    """TYPE-1: a Coding has a code and a system; its display is a string."""
    if not isinstance(value, dict):
        yield f"TYPE-1 {path}: not an object"
        return
    yield from _text("TYPE-1", path, value, "code")
    yield from _text("TYPE-1", path, value, "system")
    yield from _text("TYPE-1", path, value, "display", required=False)
    yield from _known(path, value, {"code", "system", "display"})


def _join(path: str, name: str) -> str:
    """Return the path of a member."""
    return f"{path}.{name}" if path else name


def _text(rule: str, path: str, owner: Object, key: str, *, required: bool = True) -> Problems:
    """Find a string that is missing or something else; an empty one is GEN-5's."""
    if key not in owner:
        if required:
            yield f"{rule} {_join(path, key)}: missing"
    elif not isinstance(owner[key], str):
        yield f"{rule} {_join(path, key)}: not a string"


def _array(rule: str, path: str, owner: Object, key: str) -> Problems:
    """Find an array of objects that is not one."""
    value = owner.get(key, [])
    if not isinstance(value, list):
        yield f"{rule} {_join(path, key)}: not an array"
    else:
        wrong = (number for number, member in enumerate(value) if not isinstance(member, dict))
        yield from (f"{rule} {_join(path, key)}[{number}]: not an object" for number in wrong)


def _members(path: str, owner: Object, key: str) -> Members:
    """Return the objects of an array with their paths; what is no object is `_array`'s to report."""
    value = owner.get(key)
    members = enumerate(value) if isinstance(value, list) else ()
    return [(f"{_join(path, key)}[{number}]", member) for number, member in members if isinstance(member, dict)]


def _known(path: str, owner: Object, names: Collection[str]) -> Problems:
    """Find elements that the specification does not name: misspelled, or to be put under `extension`."""
    for name in owner:
        if name not in names and name != "extension":
            yield f"EXT-1 {_join(path, name)}: unknown element; additions go into extension"


def _is_url(value: Any) -> bool:
    """Say whether this is an absolute web address."""
    if not isinstance(value, str) or re.search(r"[\s\x00-\x1f]", value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


# --- Discovery: DISC, PF ---------------------------------------------------------------------------------------------


def discovery(payload: Any) -> Problems:
    """DISC-2, DISC-13: an object with the services, each under an id of its own."""
    if not isinstance(payload, dict) or not isinstance(payload.get("services"), list):
        yield "DISC-2 services: not an object with an array of services"
        return
    yield from _array("DISC-2", "", payload, "services")
    yield from _known("", payload, {"services"})
    seen: list[Any] = []
    for path, service in _members("", payload, "services"):
        if service.get("id") in seen:
            yield f"DISC-13 {path}.id: {service.get('id')!r} is taken; a client may key services by id"
        seen.append(service.get("id"))
        yield from service_entry(path, service)


def service_entry(path: str, service: Object) -> Problems:
    """DISC-5 to DISC-12: one service on one hook."""
    yield from _known(
        path, service, {"hook", "title", "description", "id", "prefetch", "usageRequirements", "version", "hookVersion"}
    )
    yield from _text("DISC-5", path, service, "hook")
    yield from _text("DISC-6", path, service, "title", required=False)
    yield from _text("DISC-7", path, service, "description")
    yield from _text("DISC-8", path, service, "id")
    yield from _text("DISC-10", path, service, "usageRequirements", required=False)
    hook, name = service.get("hook"), service.get("id")
    if isinstance(hook, str) and hook not in HOOKS:
        yield f"DISC-5 {path}.hook: {hook!r} is not a published hook"
    if isinstance(name, str) and not re.fullmatch(r"[A-Za-z0-9._~-]*", name):
        yield f"DISC-8 {path}.id: {name!r} is not safe in a URL"
    if service.get("version") != VERSION:
        yield f"DISC-11 {path}.version: {service.get('version')!r}, expected {VERSION!r}"
    published, fields = HOOKS.get(str(hook), ("", {"patientId"}))
    if service.get("hookVersion", published) != published:
        yield f"DISC-12 {path}.hookVersion: {service['hookVersion']!r}, published {published!r}"
    yield from prefetch(f"{path}.prefetch", service.get("prefetch", {}), fields)


def prefetch(path: str, templates: Any, fields: Collection[str]) -> Problems:
    """DISC-9: at most eight keys, each with a query string that is not too long for a URL."""
    if not isinstance(templates, dict):
        yield f"DISC-9 {path}: not an object"
        return
    if len(templates) > MOST_PREFETCH_KEYS:
        yield f"DISC-9 {path}: {len(templates)} keys, at most {MOST_PREFETCH_KEYS}"
    for key, template in templates.items():
        where = f"{path}.{key}"
        if not isinstance(template, str):
            yield f"DISC-9 {where}: not a string"
            continue
        if encoded_length(template) > LONGEST_TEMPLATE:
            yield f"DISC-9 {where}: {encoded_length(template)} characters encoded, at most {LONGEST_TEMPLATE}"
        yield from prefetch_tokens(where, template, fields)
        yield from prefetch_query(where, template)


def encoded_length(template: str) -> int:
    """Return how long a template is in a URL: values as encodeURIComponent makes them, tokens as they stand."""
    resource, _, query = template.partition("?")
    pieces = re.split(r"(\{\{.*?\}\})", query)
    encoded = [piece if number % 2 else quote(piece, safe="%&=!'()*") for number, piece in enumerate(pieces)]
    return len(resource) + len("?" * bool(query)) + sum(map(len, encoded))


def prefetch_tokens(path: str, template: str, fields: Collection[str]) -> Problems:
    """PF-2 to PF-5: `{{context.<field>}}` of a field that the hook marks, or one of the four user tokens."""
    if re.search(r"[{}]", PREFETCH_TOKEN.sub("", template)):
        yield f"PF-2 {path}: a brace outside {{{{...}}}}"
    for name in PREFETCH_TOKEN.findall(template):
        field = name.removeprefix("context.")
        if name in USER_TOKENS:
            continue
        if name == field:
            rule = "PF-3" if field in fields else "PF-2"
            yield f"{rule} {path}: {name!r} is neither context.<field> nor a user token"
        elif not re.fullmatch(r"[A-Za-z][\w.]*", field):
            yield f"PF-2 {path}: {name!r} is no qualified path"
        elif field not in fields:
            yield f"PF-4 {path}: {name!r} is not a token of this hook"
        elif field == "userId" and template != "{{context.userId}}":
            yield f"PF-5 {path}: context.userId is Type/id, so it stands alone"


def prefetch_query(path: str, template: str) -> Problems:
    """PF-1, PF-10: a relative read or search of one type, in which no parameter comes twice."""
    if template == "{{context.userId}}":
        return
    resource, mark, query = PREFETCH_TOKEN.sub("0", template).partition("?")
    kind, *rest = resource.split("/")
    is_search = not rest and QUERY.fullmatch(query)
    is_read = not mark and len(rest) == 1 and FHIR_ID.fullmatch(rest[0])
    if kind not in SEARCH or not (is_search or is_read):
        yield f"PF-1 {path}: {template!r} is not a relative Type/id or Type?query"
        return
    pairs = parse_qsl(query, keep_blank_values=True)
    names = [name.partition(":")[0] for name, _ in pairs]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"PF-10 {path}: {name} comes twice; a client may join the two by a comma"
    for name, value in pairs:
        yield from prefetch_parameter(path, SEARCH[kind], name, value)


def prefetch_parameter(path: str, known: Mapping[str, str], name: str, value: str) -> Problems:
    """PF-8, PF-9: reference, token by equality, date with a prefix, _count and _sort; PF-9: `sort` is no parameter."""
    values = value.split(",")
    if name.partition(":")[0] == "sort":
        yield f"PF-9 {path}: {name}, expected _sort"
    elif name == "_count":
        if not re.fullmatch(r"[1-9]\d*", value, re.ASCII):
            yield f"PF-8 {path}: _count={value} is not a positive number"
    elif name == "_sort":
        unknown = [one for one in values if one.removeprefix("-") not in known]
        yield from (f"PF-8 {path}: _sort by {one!r}, which is not a parameter of this type" for one in unknown)
    elif name not in known:
        yield f"PF-8 {path}: {name} is not a portable reference, token or date parameter of this type"
    elif not all(VALUES[known[name]].fullmatch(one) for one in values):
        yield f"PF-8 {path}: {name}={value} is not a portable {known[name]} value"


# --- The answer to a hook: RESP, SYS, CARD, SRC ----------------------------------------------------------------------


def envelope(payload: Any, request: Mapping[str, Any] | None) -> Problems:
    """RESP-1 to RESP-4, SYS-1, SYS-2: an object with cards, and never an action behind the user's back."""
    if not isinstance(payload, dict):
        yield "RESP-1 body: not an object"
        return
    if not isinstance(payload.get("cards"), list):
        yield "RESP-2 cards: not an array, or missing"
    else:
        yield from _array("RESP-1", "", payload, "cards")
    yield from _known("", payload, {"cards", "systemActions"})
    if "systemActions" in payload:
        system = payload["systemActions"]
        yield "SYS-2 systemActions: nothing is changed without the user" if system else "RESP-4 systemActions: empty"
    cards = _members("", payload, "cards")
    for path, owner in [("", payload), *cards]:
        if isinstance(owner.get("extension"), dict) and "systemActions" in owner["extension"]:
            yield f"SYS-1 {_join(path, 'extension')}.systemActions: not where systemActions are read"
    yield from uuids(cards)
    for path, card in cards:
        yield from card_text(path, card)
        yield from card_choices(path, card)
        yield from source(f"{path}.source", card.get("source"))
        for where, link in _members(path, card, "links"):
            yield from link_entry(where, link)
        for where, suggestion in _members(path, card, "suggestions"):
            yield from suggestion_entry(where, suggestion, request)


def uuids(cards: Members) -> Problems:
    """CARD-1, SUG-2: every card and suggestion has a uuid of its own, or feedback could not name it."""
    seen = set()
    owners = [("CARD-1", path, card) for path, card in cards]
    owners += [("SUG-2", *member) for path, card in cards for member in _members(path, card, "suggestions")]
    for rule, path, owner in owners:
        uuid = owner.get("uuid")
        if not isinstance(uuid, str) or not UUID.fullmatch(uuid):
            yield f"{rule} {path}.uuid: {uuid!r} is not a uuid"
        elif uuid.lower() in seen:
            yield f"{rule} {path}.uuid: {uuid} is taken in this response"
        else:
            seen.add(uuid.lower())


def card_text(path: str, card: Object) -> Problems:
    """CARD-2 to CARD-4: a one-line summary in plain text, a detail in Markdown, one of three indicators."""
    yield from _text("CARD-2", path, card, "summary")
    yield from _text("CARD-3", path, card, "detail", required=False)
    summary, detail = card.get("summary"), card.get("detail")
    if isinstance(summary, str):
        yield from (f"CARD-2 {path}.summary: {problem}" for problem in summary_problems(summary))
    if isinstance(detail, str):
        yield from (f"CARD-3 {path}.detail: {problem}" for problem in detail_problems(detail))
    if card.get("indicator") not in ("info", "warning", "critical"):
        yield f"CARD-4 {path}.indicator: {card.get('indicator')!r} is not info, warning or critical"


def card_choices(path: str, card: Object) -> Problems:
    """CARD-6 to CARD-10: suggestions, how many of them may be taken, why a card was overridden, links."""
    keys = {"uuid", "summary", "detail", "indicator", "source", "suggestions", "selectionBehavior", "overrideReasons"}
    yield from _known(path, card, {*keys, "links"})
    yield from _array("CARD-6", path, card, "suggestions")
    yield from _array("CARD-8", path, card, "overrideReasons")
    yield from _array("CARD-10", path, card, "links")
    behavior = card.get("selectionBehavior")
    if ("suggestions" in card) != ("selectionBehavior" in card):
        yield f"CARD-7 {path}.selectionBehavior: goes with suggestions, and only with them"
    elif behavior not in ("at-most-one", "any", None):
        yield f"CARD-7 {path}.selectionBehavior: {behavior!r} is not at-most-one or any"
    recommended = [one for _, one in _members(path, card, "suggestions") if one.get("isRecommended") is True]
    if behavior == "at-most-one" and len(recommended) > 1:
        yield f"SUG-3 {path}.suggestions: {len(recommended)} recommended, at most one may be taken"
    reasons = _members(path, card, "overrideReasons")
    if len(reasons) > MOST_OVERRIDE_REASONS:
        yield f"CARD-8 {path}.overrideReasons: {len(reasons)}, at most {MOST_OVERRIDE_REASONS}"
    for where, reason in reasons:
        yield from coding(where, reason)
        if "display" not in reason:
            yield f"CARD-8 {where}.display: missing"
        if reason.get("system", OVERRIDE_SYSTEM) != OVERRIDE_SYSTEM:
            yield f"CARD-8 {where}.system: {reason['system']!r}, expected {OVERRIDE_SYSTEM}"


class _Markdown(MarkdownIt):
    """A CommonMark parser, with GitHub's tables and strikethrough, that keeps dangerous links for us to find."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": True})
        self.enable(["table", "strikethrough"])

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - overrides a method of that name and parameter
        """Take every link for one."""
        return True


MARKDOWN = _Markdown()
REFUSED = {"html_block": "raw HTML", "html_inline": "raw HTML", "table_open": "a table", "image": "an image"}


def _tokens(tokens: list[Token]) -> Iterator[Token]:
    """Yield tokens with those inside them."""
    for token in tokens:
        yield token
        yield from _tokens(token.children or [])


def summary_problems(summary: str) -> Problems:
    """Find what keeps a summary from being one line of plain text that every client shows alike."""
    if len(summary) > LONGEST_SUMMARY:
        yield f"{len(summary)} characters, at most {LONGEST_SUMMARY}"
    if any(unicodedata.category(character) in {"Cc", "Zl", "Zp"} for character in summary):
        yield "a control character or line break"
    kinds = {token.type for token in _tokens(MARKDOWN.parse(" ".join(summary.split())))}
    if MARKUP.search(summary) or not kinds <= {"paragraph_open", "inline", "text", "paragraph_close"}:
        yield "Markdown or HTML, where plain text is shown"


def detail_problems(detail: str) -> Problems:
    """Find Markdown that a client might run, fetch or not know."""
    for token in _tokens(MARKDOWN.parse(detail)):
        if token.type in REFUSED:
            yield f"{REFUSED[token.type]}: {token.content!r}"
        if token.type == "link_open" and not _is_url(token.attrs["href"]):
            yield f"a link to {token.attrs['href']!r}"


def source(path: str, value: Any) -> Problems:
    """CARD-5, SRC-1 to SRC-4: where the guidance comes from, and which rule this is."""
    if not isinstance(value, dict):
        yield f"CARD-5 {path}: not an object, or missing"
        return
    yield from _known(path, value, {"label", "url", "icon", "topic"})
    yield from _text("SRC-1", path, value, "label")
    for rule, key in (("SRC-2", "url"), ("SRC-3", "icon")):
        if key in value and not _is_url(value[key]):
            yield f"{rule} {path}.{key}: {value[key]!r} is not an absolute URL"
    if "topic" not in value:
        yield f"SRC-4 {path}.topic: missing, so that no override can be remembered"
        return
    yield from coding(f"{path}.topic", value["topic"])
    topic = value["topic"] if isinstance(value["topic"], dict) else {}
    if isinstance(topic.get("code"), str) and not TOPIC_CODE.fullmatch(topic["code"]):
        yield f"SRC-4 {path}.topic.code: {topic['code']!r} is not 1 to 100 letters and digits"
    if isinstance(topic.get("system"), str) and topic["system"] != RULE_SYSTEM:
        yield f"SRC-4 {path}.topic.system: {topic['system']!r}, expected {RULE_SYSTEM}"


def link_entry(path: str, link: Object) -> Problems:
    """LINK-1 to LINK-5: a label and an address; a SMART launch may carry a context."""
    yield from _known(path, link, {"label", "url", "type", "appContext", "autolaunchable"})
    yield from _text("LINK-1", path, link, "label")
    url = link.get("url")
    if not _is_url(url):
        yield f"LINK-2 {path}.url: {url!r} is not an absolute URL"
    if link.get("type") not in ("absolute", "smart"):
        yield f"LINK-3 {path}.type: {link.get('type')!r} is not absolute or smart"
    elif link["type"] == "smart" and _is_url(url) and {"iss", "launch"} & dict(parse_qsl(urlsplit(url).query)).keys():
        yield f"LINK-3 {path}.url: iss and launch are added by the client"
    if "appContext" in link and (link.get("type") != "smart" or not isinstance(link["appContext"], str)):
        yield f"LINK-4 {path}.appContext: a string, and only on a smart link"
    if "autolaunchable" in link:
        yield f"LINK-5 {path}.autolaunchable: a card that opens its app may never be shown"


# --- Suggestions: SUG, ACT -------------------------------------------------------------------------------------------


def suggestion_entry(path: str, suggestion: Object, request: Mapping[str, Any] | None) -> Problems:
    """SUG-1, SUG-3 to SUG-6: a label and what happens when it is taken."""
    known = {"label", "uuid", "isRecommended", "actions", "actionSelectionBehavior"}
    yield from _known(path, suggestion, known)
    yield from _text("SUG-1", path, suggestion, "label")
    if not isinstance(suggestion.get("isRecommended", False), bool):
        yield f"SUG-3 {path}.isRecommended: not a boolean"
    yield from _array("SUG-4", path, suggestion, "actions")
    if "actionSelectionBehavior" in suggestion:
        yield f"SUG-6 {path}.actionSelectionBehavior: not every client knows it"
    touched: set[str] = set()
    for where, action in _members(path, suggestion, "actions"):
        target = _target(action)
        if target in touched:
            yield f"SUG-5 {where}: {target} is touched twice in one transaction"
        touched |= {target} - {""}
        yield from action_entry(where, action, request)


def _target(action: Object) -> str:
    """Return the Type/id that an action touches, or nothing where it has none."""
    resource = action.get("resource")
    if isinstance(resource, dict):
        return f"{resource.get('resourceType')}/{resource['id']}" if "id" in resource else ""
    return str(action.get("resourceId", ""))


def action_entry(path: str, action: Object, request: Mapping[str, Any] | None) -> Problems:
    """ACT-1, ACT-2: what an action does, and a sentence that says so."""
    yield from _known(path, action, {"type", "description", "resource", "resourceId"})
    yield from _text("ACT-2", path, action, "description")
    kind = action.get("type")
    if kind == "delete":
        yield from delete_action(path, action, request)
    elif kind in ("create", "update"):
        rule = "ACT-3" if kind == "create" else "ACT-4"
        resource = action.get("resource")
        if "resourceId" in action:
            yield f"{rule} {path}.resourceId: goes with delete only"
        if isinstance(resource, str):
            yield f"GEN-2 {path}.resource: a resource is an object, not a string that holds one"
        if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
            yield f"{rule} {path}.resource: not an object with a resourceType"
        elif kind == "create":
            yield from create_action(f"{path}.resource", resource, request)
        else:
            yield from update_action(f"{path}.resource", resource, request)
    else:
        yield f"ACT-1 {path}.type: {kind!r} is not create, update or delete"


def create_action(path: str, resource: Object, request: Mapping[str, Any] | None) -> Problems:
    """ACT-3, ACT-7: a new and valid resource; an order is a draft for the patient of the request."""
    yield from (f"ACT-3 {path}{where}: {problem}" for where, problem in fhir_problems(resource).items())
    yield from numbers(path, resource)
    name = resource.get("id", "0")
    if not isinstance(name, str) or not FHIR_ID.fullmatch(name):
        yield f"ACT-3 {path}.id: {name!r} is not an id"
    if f"{resource['resourceType']}/{name}" in drafts(request):
        yield f"ACT-3 {path}.id: {name!r} is that of a draft order, so the resource is not new"
    element, has_intent = ORDERS.get(resource["resourceType"], ("", False))
    if element:
        if resource.get("status") != "draft":
            yield f"ACT-7 {path}.status: {resource.get('status')!r}, expected 'draft'"
        if has_intent and resource.get("intent") not in ("order", "proposal", "plan"):
            yield f"ACT-7 {path}.intent: {resource.get('intent')!r} is not order, proposal or plan"
    for key in sorted({element or "subject", "subject", "patient"} & ({element} | resource.keys())):
        yield from patient_reference(f"{path}.{key}", resource.get(key), request)


def patient_reference(path: str, value: Any, request: Mapping[str, Any] | None) -> Problems:
    """ACT-7: what is created is about the patient of the request, or at least about a patient."""
    reference = value.get("reference") if isinstance(value, dict) else None
    context = (request or {}).get("context")
    patient = context.get("patientId") if isinstance(context, dict) else None
    if not isinstance(reference, str) or not re.fullmatch(r"Patient/[^/]+", reference):
        yield f"ACT-7 {path}.reference: {reference!r} is not Patient/id"
    elif patient is not None and reference != f"Patient/{patient}":
        yield f"ACT-7 {path}.reference: {reference!r}, expected 'Patient/{patient}'"


def update_action(path: str, resource: Object, request: Mapping[str, Any] | None) -> Problems:
    """ACT-4, ACT-6: the whole of a draft order, changed, with no error that the client's own did not have."""
    name = f"{resource['resourceType']}/{resource.get('id')}"
    if not isinstance(resource.get("id"), str):
        yield f"ACT-4 {path}.id: missing, so that nothing says what is updated"
    elif request is not None and name not in drafts(request):
        yield f"ACT-6 {path}: {name} is not a draft order of the request"
    draft = drafts(request).get(name)
    if draft is None:
        return
    for key in sorted(draft.keys() - resource.keys()):
        if draft[key] not in (None, "", [], {}) and not key.startswith("medication"):
            yield f"ACT-4 {path}.{key}: left out, so the resource is not whole"
    for key in sorted({"subject", "patient"} & draft.keys() & resource.keys()):
        if draft[key] != resource[key]:
            yield f"ACT-4 {path}.{key}: not the patient of the draft order"
    before = fhir_problems(draft | {"id": "0"})
    after = fhir_problems(resource | {"id": "0"})
    yield from (f"ACT-4 {path}{where}: {problem}" for where, problem in after.items() if where not in before)


def delete_action(path: str, action: Object, request: Mapping[str, Any] | None) -> Problems:
    """ACT-5, ACT-6: a relative reference, byte for byte that of a draft order, and no resource."""
    name = action.get("resourceId")
    if "resource" in action:
        yield f"ACT-5 {path}.resource: deprecated on delete, which names a resourceId"
    if not isinstance(name, str) or not re.fullmatch(r"[A-Z][A-Za-z]+/[^/]+", name):
        yield f"ACT-5 {path}.resourceId: {name!r} is not Type/id"
    elif request is not None and name not in drafts(request):
        yield f"ACT-6 {path}.resourceId: {name} is not a draft order of the request"


def drafts(request: Mapping[str, Any] | None) -> dict[str, Object]:
    """Return the draft orders of a request by Type/id, whatever characters the ids are made of."""
    context = (request or {}).get("context")
    bundle = context.get("draftOrders") if isinstance(context, dict) else None
    entries = [entry.get("resource") for _, entry in _members("", bundle if isinstance(bundle, dict) else {}, "entry")]
    return {f"{one.get('resourceType')}/{one.get('id')}": one for one in entries if isinstance(one, dict)}


def _model(resource: Object) -> FHIRResourceModel:
    """Parse a copy of a resource (the parser changes what it is given); raise ValueError where it is not FHIR R4B."""
    model = get_fhir_model_class(str(resource.get("resourceType")))
    if not issubclass(model, FHIRResourceModel) or model.__name__ in {"Resource", "DomainResource"}:
        raise ValueError(model.__name__)
    parsed: FHIRResourceModel = model.model_validate(copy.deepcopy(resource))
    return parsed


def fhir_problems(resource: Object) -> dict[str, str]:
    """Return what is wrong with a resource as FHIR R4B: a message for each place."""
    try:
        _model(resource)
    except ValidationError as error:
        return {"".join(f".{part}" for part in one["loc"]): one["msg"] for one in error.errors()}
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        return {"": f"not a resource of FHIR R4B: {error}"}
    return {}


def numbers(path: str, resource: Object) -> Problems:
    """GEN-2: what FHIR has as a number or a boolean is not written as a string."""
    if not fhir_problems(resource):
        yield from _differences(path, resource, json.loads(_model(resource).model_dump_json()))


def _differences(path: str, ours: Any, theirs: Any) -> Problems:
    """Find strings where the standard serialization has something else."""
    if isinstance(ours, str) and isinstance(theirs, bool | int | float):
        yield f"GEN-2 {path}: the string {ours!r}, where FHIR has {theirs!r}"
    elif isinstance(ours, dict) and isinstance(theirs, dict):
        for key in ours.keys() & theirs.keys():
            yield from _differences(f"{path}.{key}", ours[key], theirs[key])
    elif isinstance(ours, list) and isinstance(theirs, list):
        for number, (one, other) in enumerate(zip(ours, theirs, strict=False)):
            yield from _differences(f"{path}[{number}]", one, other)


# --- Errors ----------------------------------------------------------------------------------------------------------


def status_line(status: int) -> Problems:
    """RESP-1, RESP-3: an answer is 200, 4xx or 5xx; no redirect, and no 204 where there is nothing to say."""
    if status == 204:
        yield "RESP-3 status: 204, expected 200 with an empty array"
    elif status != 200 and not 400 <= status <= 599:
        yield f"RESP-1 status: {status}, expected 200, 4xx or 5xx"


def error_body(payload: Any) -> Problems:
    """RESP-5, RESP-6: a 412, or any other error, says why in an OperationOutcome."""
    if not isinstance(payload, dict) or payload.get("resourceType") != "OperationOutcome":
        yield "RESP-6 body: not an OperationOutcome"
        return
    yield from (f"RESP-6 {where}: {problem}" for where, problem in fhir_problems(payload).items())
    issues = _members("", payload, "issue")
    if not any(issue.get("severity") in ("fatal", "error") for _, issue in issues):
        yield "RESP-6 issue: none is an error"
    for path, issue in issues:
        yield from issue_entry(path, issue)


def issue_entry(path: str, issue: Object) -> Problems:
    """RESP-6: how bad it is, what kind it is, and a text for the one who reads the log."""
    if issue.get("severity") not in ("fatal", "error", "warning", "information"):
        yield f"RESP-6 {path}.severity: {issue.get('severity')!r}"
    code, details = issue.get("code"), issue.get("details")
    if not isinstance(code, str) or code not in ISSUE_CODES:
        yield f"RESP-6 {path}.code: {code!r} is not an issue type"
    text = details.get("text") if isinstance(details, dict) else None
    if not isinstance(text or issue.get("diagnostics"), str):
        yield f"RESP-6 {path}: neither details.text nor diagnostics"
