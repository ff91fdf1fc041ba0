"""The benchmark's own parts: what it sends, what it reads from /proc and from wrk, and the page. No timing decides."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from http.client import HTTPConnection

import orjson
import pytest
from click.testing import CliRunner

from bench import bare, load, page, requests, servers
from bench.load import Load
from bench.measure import Pairs, Results
from bench.processes import cpu_seconds, pss_mb, tree
from hooks import order_select
from mappings.elements import ELEMENTS, key_of
from mappings.reading import codings
from tests.golden import TERMS, answer

RELATED = requests.related()


def entries(request: requests.Json, name: str) -> list[requests.Json]:
    """Return the resources under an element's key."""
    return [entry["resource"] for entry in (request["prefetch"][key_of(name)] or {}).get("entry", ())]


def test_the_request_holds_what_the_file_holds() -> None:
    """Its 42 resources and 67 kB are those that the targets were set for."""
    assert requests.resources(RELATED) == 42
    assert 66_000 < len(orjson.dumps(RELATED)) < 69_000


def test_every_key_of_discovery_is_sent() -> None:
    """A key that were absent would be asked for; what is known to be empty is null."""
    asked = {key_of(name) for name in order_select.HOOK.needs if ELEMENTS[name].asked}
    assert RELATED["prefetch"].keys() == asked
    assert RELATED["prefetch"]["procedures"] is None


@pytest.mark.parametrize("name", ["labs", "tumor"])
def test_only_observations_of_the_code_list_are_in_the_strict_request(name: str) -> None:
    """Sent by code, an element holds codes of its list only, and loses none of them."""
    codes = set(TERMS.codes(ELEMENTS[name].codes))
    listed = entries(requests.listed(RELATED), name)
    wanted = [one for one in entries(RELATED, name) if {(c.system, c.code) for c in codings(one["code"])} & codes]
    assert listed == wanted
    assert listed


def test_the_order_concerns_a_rule_and_the_unrelated_one_none() -> None:
    """Otherwise the fast path would be measured in place of the rules, or the other way round."""
    assert [card["indicator"] for card in answer(RELATED).cards] == ["critical"]
    assert answer(requests.unrelated(RELATED)).picture is None


def test_the_unrelated_order_names_the_server_that_may_not_be_called() -> None:
    """Nothing is sent, so only the fast path keeps the service from asking."""
    request = requests.unsent(RELATED, "http://127.0.0.1:1/fhir")
    assert request["prefetch"] == {}
    assert request["fhirServer"] == "http://127.0.0.1:1/fhir"


def test_a_larger_request_has_resources_of_their_own() -> None:
    """Ten times the resources are ten times as many ids, and the answer is still a critical card."""
    large = requests.enlarged(RELATED, 10)
    found = [
        one["id"] for name in ("conditions", "labs", "tumor", "function", "medications") for one in entries(large, name)
    ]
    assert len(found) == len(set(found)) == 400
    assert requests.resources(large) == 402
    assert answer(large).cards[0]["indicator"] == "critical"


def test_the_bare_server_scans_the_body() -> None:
    """It reads every coding of the prefetched resources, so that it is a fair yardstick."""
    counted = bare.scan(RELATED)
    assert counted["http://loinc.org", "2345-7"] == 1
    answered = bare.create_app().test_client().post("/cds-services/bare", data=orjson.dumps(RELATED))
    assert answered.json == {"cards": [], "codes": len(counted)}


@pytest.fixture
def child() -> Iterator[int]:
    """Run a process that has one child, and return its id."""
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(1, flush=True); input()'], check=True)"
    with subprocess.Popen(
        (sys.executable, "-c", code), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdout.readline()
        yield process.pid
        process.stdin.close()


def test_a_process_tree_is_read_from_proc(child: int) -> None:
    """The child of a child counts, and a process that is none of them does not."""
    assert len(tree(child)) == 2
    assert child in tree(os.getpid())
    assert 1 < pss_mb(child) < pss_mb(os.getpid()) + 100
    assert 0 <= cpu_seconds(child) < 60


def test_cpu_time_is_that_of_the_process() -> None:
    """Work is seen, to a tick."""
    before = cpu_seconds(os.getpid())
    while os.times().user < before + 0.1:
        sum(range(10_000))
    assert cpu_seconds(os.getpid()) > before


def test_what_wrk_printed_is_read() -> None:
    """Requests, microseconds, errors, p50, p99: CPU is by request."""
    assert load.measured("Running\nmeasured 1000 2000000 0 800 4100\n", 1.5) == Load(500.0, 0.8, 4.1, 1.5)


@pytest.mark.parametrize("line", ["measured 1000 2000000 3 800 4100", "measured 0 2000000 0 0 0"])
def test_a_run_with_errors_measures_nothing(line: str) -> None:
    """A refused request is fast, and would be taken for a good one."""
    with pytest.raises(RuntimeError, match="nothing was measured"):
        load.measured(line, 1.5)


def test_a_missing_wrk_is_said_with_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, not a traceback."""
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(SystemExit, match="apt-get install wrk"):
        load.wrk()


def test_the_listener_counts_who_came() -> None:
    """No caller is none, and each connection is one."""
    with servers.listener() as (base, listening):
        assert servers.called(listening) == 0
        connection = HTTPConnection("127.0.0.1", int(base.split(":")[2].split("/")[0]))
        connection.connect()
        assert servers.called(listening) == 1
        connection.close()


def results(cpu: float) -> Results:
    """Return made-up results in which our server needs `cpu` ms and the bare one 1 ms."""
    pairs = Pairs([Load(700, 1, 4, cpu)] * 3, [Load(1000, 1, 3, 1.0)] * 3)
    kinds = {"many": pairs, "one": pairs, "listed": pairs, "unrelated": Pairs(pairs.bare, pairs.bare)}
    return Results(
        42, 67_000, kinds, 120, 80, 1.4, [1.0, 1.1], [0.5], 0, [(42, 1, 1), (402, 9, 8), (4002, 80, 80)], 0.1
    )


@pytest.mark.parametrize(
    ("cpu", "says"),
    [(1.5, "Every target was met in this run."), (1.51, "Missed in this run: CPU per request, by the bare server's.")],
)
def test_the_page_says_what_is_missed(cpu: float, says: str) -> None:
    """A target that is missed stands in the first sentence and in its row."""
    text = page.page(results(cpu), date(2026, 11, 24), 3, 4)
    assert says in text
    assert ("**missed**" in text) is (cpu > 1.5)
    assert "2026-11-24" in text


def test_the_command_has_bounds() -> None:
    """It can be told to run longer, not forever."""
    from bench.__main__ import main

    assert CliRunner().invoke(main, ["--rounds", "1000"]).exit_code == 2
