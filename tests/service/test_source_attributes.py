"""The source attributes: thirteen, true to the rules, as JSON and as a page that asks nothing of anybody."""

import base64
import json
import re
from hashlib import sha256
from html.parser import HTMLParser
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from hooks.registry import RECOMMENDATIONS
from hooks.wording import EVIDENCE
from mappings.patient import ELEMENT_OF
from service import attribute_routes, source_attributes
from service.app import create_app
from service.discovery import SERVICES
from service.settings import Settings
from tests.golden import AS_OF, FOLDER

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
NAMES = [
    "citation", "developer", "funding", "dates", "race", "ethnicity", "language", "sexual_orientation", "gender_identity",
    "sex", "date_of_birth", "social_determinants", "health_status",
]  # fmt: skip
Json = dict[str, Any]


@pytest.fixture(scope="module")
def asked() -> FlaskClient:
    """A client of the service."""
    return create_app(Settings(auth="off")).test_client()


def address(service: str = "pnet-order-select") -> str:
    """Return where the attributes of a service are."""
    return f"/cds-services/{service}/source-attributes"


class Page(HTMLParser):
    """What a page is made of: its elements, ids, addresses and nesting."""

    VOID = frozenset({"meta", "link", "br", "img"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.hrefs: list[str] = []
        self.open: list[str] = []
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.hrefs += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note that it ends."""
        assert self.open.pop() == tag, f"</{tag}> closes another element"


@pytest.mark.parametrize("service", SERVICES)
def test_the_thirteen_attributes_of_a_service(asked: FlaskClient, service: str) -> None:
    """Each service states all thirteen, in the regulation's order, and every rule that it can show a card of."""
    content: Json = asked.get(address(service)).get_json()
    assert [one["id"] for one in content["attributes"]] == NAMES
    assert [one["number"] for one in content["attributes"]] == list(range(1, 14))
    assert all(one["value"] for one in content["attributes"])
    own = [one.rule for one in SERVICES[service].hook.recommendations]
    listed = [one["id"] for one in content["rules"]]
    assert listed[: len(own)] == own
    assert "couldNotCheck" in listed


def test_each_rule_cites_its_sources_with_status_and_date(asked: FlaskClient) -> None:
    """What a rule rests on is said with how sure it is, when it was looked at, and that nobody approved it."""
    rules = {one["id"]: one for one in asked.get(address()).get_json()["rules"]}
    for one in SERVICES["pnet-order-select"].hook.recommendations:
        assert [source["key"] for source in rules[one.rule]["sources"]] == list(one.evidence)
        for source in rules[one.rule]["sources"]:
            stated = EVIDENCE[source["key"]]
            assert (source["citation"], source["status"]) == (stated["citation"], stated["status"])
            assert source["date"] == stated["date"]
            assert ("approvedBy" in source) == bool(stated["approved_by"])


def test_what_uses_the_date_of_birth_is_told_from_the_rules(asked: FlaskClient) -> None:
    """A rule that reads the age is named, and one that does not is not."""
    born = next(one for one in asked.get(address()).get_json()["attributes"] if one["id"] == "date_of_birth")
    assert {"ssaInsulinoma", "ssaPossibleInsulinoma"} <= set(born["rules"])
    assert "duplicateSsa" not in born["rules"]
    assert born["value"].startswith(f"Used by {len(born['rules'])} of ")


def test_the_facts_that_are_looked_for_exist() -> None:
    """Each fact of the file is an attribute of the picture, or it would never be found."""
    named = {name for one in source_attributes.STATED.values() for name in one.get("facts", ())}
    assert named <= ELEMENT_OF.keys()


def test_what_no_rule_of_a_service_reads_is_not_used() -> None:
    """A service whose rules read no health status says so, and nothing else."""
    of_signing = source_attributes.document(SERVICES["pnet-order-sign"])["attributes"][10]
    assert of_signing["rules"]
    nothing = source_attributes._attribute("date_of_birth", [], 11)
    assert (nothing["value"], nothing["rules"]) == ("Not used by any rule here.", [])


def test_every_rule_that_reads_age_needs_the_patient(asked: FlaskClient) -> None:
    """What is told from the code agrees with what the rules declare."""
    born = next(one for one in asked.get(address()).get_json()["attributes"] if one["id"] == "date_of_birth")
    needing = {one.rule for one in RECOMMENDATIONS if "patient" in one.needs}
    assert set(born["rules"]) <= needing


@pytest.mark.parametrize("accept", [None, "*/*", "application/json", "application/json, text/html;q=0.5", "image/png"])
def test_a_program_gets_json(asked: FlaskClient, accept: str | None) -> None:
    """Without a preference for HTML the answer is JSON, and a cache keeps the two apart."""
    got = asked.get(address(), headers={"Accept": accept} if accept else {})
    assert (got.status_code, got.mimetype) == (200, "application/json")
    assert "Accept" in got.headers["Vary"]


def test_a_browser_gets_a_page_that_asks_for_nothing(asked: FlaskClient) -> None:
    """No script, no style but its own by hash, no address outside the page, and nothing left open."""
    got = asked.get(address(), headers={"Accept": BROWSER})
    assert got.mimetype == "text/html"
    page = Page(got.get_data(as_text=True))
    assert page.open == []
    assert not {"script", "img", "link", "iframe", "form", "object"} & set(page.tags)
    assert "style" not in page.attributes
    assert not [name for name in page.attributes if name.startswith("on")]
    assert all(href.startswith("#") and href[1:] in page.ids for href in page.hrefs)
    assert len(page.ids) == len(set(page.ids))
    style = re.search(r"<style>(.*?)</style>", got.get_data(as_text=True), re.DOTALL)
    assert style is not None
    digest = base64.b64encode(sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in got.headers["Content-Security-Policy"]
    assert "default-src 'none'" in got.headers["Content-Security-Policy"]
    assert "unsafe" not in got.headers["Content-Security-Policy"]


@pytest.mark.parametrize("service", SERVICES)
def test_the_page_says_what_the_json_says(asked: FlaskClient, service: str) -> None:
    """Each rule is an anchor, so that a card can link to it; each attribute and citation is shown; the order of headings holds."""
    text = asked.get(address(service), headers={"Accept": BROWSER}).get_data(as_text=True)
    page = Page(text)
    shown = re.sub(r"&#39;", "'", re.sub(r"&amp;", "&", text))
    content: Json = asked.get(address(service)).get_json()
    assert {one["id"] for one in content["rules"]} <= set(page.ids)
    for one in content["attributes"]:
        assert one["name"] in shown
        assert one["value"] in shown
    for rule in content["rules"]:
        assert all(source["citation"] in shown for source in rule["sources"])
    levels = [int(tag[1]) for tag in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert '<html lang="en">' in text


@pytest.mark.parametrize("name", ["pnet-order-select", "pnet-order-sign"])
def test_the_link_of_a_card_leads_to_its_rule(name: str) -> None:
    """What a card links to is answered, and has an anchor of the card's rule."""
    request = json.loads((FOLDER / "ssaInsulinoma" / "in-sstr-unknown-depot-start.json").read_text(encoding="utf-8"))
    client = create_app(Settings(auth="off", base_url="https://cds.example/pnet"), now=lambda: AS_OF).test_client()
    hook = SERVICES[name].hook.name
    cards = client.post(f"/cds-services/{name}", json=request | {"hook": hook}).get_json()["cards"]
    assert cards
    for card in cards:
        page, _, anchor = card["source"]["url"].partition("#")
        assert anchor == card["source"]["topic"]["code"]
        path = page.removeprefix("https://cds.example/pnet")
        assert path == address(name)
        assert anchor in Page(client.get(path, headers={"Accept": BROWSER}).get_data(as_text=True)).ids


def test_an_unknown_service_has_none(asked: FlaskClient) -> None:
    """404 as an OperationOutcome, with the services there are."""
    got = asked.get(address("none"))
    assert got.status_code == 404
    assert "pnet-order-select" in got.get_json()["issue"][0]["details"]["text"]


def test_an_unchanged_page_is_not_sent_again(asked: FlaskClient) -> None:
    """The entity tag that was answered brings 304."""
    tag = asked.get(address()).headers["ETag"]
    assert asked.get(address(), headers={"If-None-Match": tag}).status_code == 304


def test_the_release_is_the_changelog_s(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of release that is stated is that of the changelog, or none where the version is not released."""
    changelog = (Path(__file__).parents[2] / "CHANGELOG.md").read_text(encoding="utf-8")
    dated = re.search(r"^## \[" + re.escape(version("pnet-cds")) + r"\] - (\S+)$", changelog, re.MULTILINE)
    assert source_attributes.STATED["dates"]["released"] == (dated[1] if dated else "")
    monkeypatch.setitem(
        source_attributes.STATED, "dates", source_attributes.STATED["dates"] | {"released": "2027-01-02"}
    )
    made = source_attributes.document(SERVICES["pnet-order-select"])["attributes"][3]
    assert made["value"].startswith("Version 0.1.0, released on 2027-01-02. ")


def test_a_stylesheet_cannot_end_itself() -> None:
    """The style sheet stands in the page as it is, so it may hold nothing that ends it."""
    assert "<" not in attribute_routes._file("source_attributes.css")
