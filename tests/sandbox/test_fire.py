"""`python -m sandbox fire`: an order as an EHR sends it, and the card in the terminal."""

import json
import socket
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner, Result
from fhir.resources.R4B.medicationrequest import MedicationRequest
from pytest_httpserver import HTTPServer
from rich.console import Console

from sandbox import charts, ehr, order, terminal
from sandbox.__main__ import main
from tests.sandbox.conftest import DAY, Fhir

PATIENT = "insulinoma-sstr-unknown"
LAR = "octreotide LAR 20 mg"


def run(*arguments: str) -> Result:
    """Run a command of the sandbox; a traceback is never what a user sees."""
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def fired(service: str, fhir: Fhir, *options: str, patient: str = PATIENT, drug: str = LAR) -> Result:
    """Fire an order."""
    return run("fire", "--patient", patient, "--drug", drug, "--service", service, "--fhir", fhir.base, *options)


@pytest.mark.parametrize("drug", [*order.formulary(), "Medication/eppie-kit", "some words"])
def test_every_draft_is_valid_r4(drug: str) -> None:
    """Each order of the formulary, by reference and in words is a valid draft MedicationRequest."""
    made = order.draft(drug, PATIENT, ehr.USER, DAY)
    MedicationRequest.model_validate(made)
    assert (made["status"], made["intent"], made["authoredOn"]) == ("draft", "order", "2026-11-24")


def test_a_name_is_found_whatever_its_case_and_spaces() -> None:
    """A drug is typed by hand: case and spaces do not decide whether it has a code."""
    assert order.entry_of("  OCTREOTIDE  lar 20 MG ") == order.formulary()[LAR]
    assert order.entry_of("octreotide") is None


def test_the_card_is_shown(service: str, fhir: Fhir) -> None:
    """Indicator, rule, summary, detail, suggestions and override reasons are on the page."""
    result = fired(service, fhir)
    page = " ".join(result.output.split())
    assert result.exit_code == 0
    for part in ("critical - ssaInsulinoma", "SSTR status unknown", "Why now", "Suggestions", "Override reasons"):
        assert part in page
    assert "Not in the formulary" not in page


def test_no_card_is_said(service: str, fhir: Fhir) -> None:
    """Where the service has nothing to say, the terminal says so instead of nothing."""
    assert "No card" in fired(service, fhir, patient="SMART-1288992").output


def test_an_order_in_words_is_named_as_such(service: str, fhir: Fhir) -> None:
    """What is not in the formulary is sent as words, and the user is told."""
    assert "ordered by these words alone" in fired(service, fhir, drug="Sandostatin LAR").output


def test_a_chart_is_opened(service: str, fhir: Fhir) -> None:
    """`open` fires patient-view and shows the cards; where there is none it says so of the chart."""
    shown = run("open", "--patient", "pnet-g2-progressing", "--service", service, "--fhir", fhir.base)
    assert "info - therapyOptions" in shown.stdout
    none = run("open", "--patient", "SMART-1288992", "--service", service, "--fhir", fhir.base, "--no-prefetch")
    assert none.stdout == "No card: the service has nothing to say about this chart.\n"


def test_an_order_is_signed(service: str, fhir: Fhir) -> None:
    """`fire --sign` fires order-sign, without selections."""
    got = json.loads(fired(service, fhir, "--sign", "--json").stdout)
    assert got["request"]["hook"] == "order-sign"
    assert "selections" not in got["request"]["context"]
    assert got["cards"][0]["indicator"] == "critical"


def test_json_holds_the_request_and_the_cards(service: str, fhir: Fhir) -> None:
    """`--json` prints what was sent and what came back; prefetch has every key, or is left out when asked."""
    said = json.loads(fired(service, fhir, "--json").output)
    assert said["cards"][0]["indicator"] == "critical"
    assert said["request"]["fhirServer"] == fhir.base
    assert said["request"]["prefetch"]["patient"]["resourceType"] == "Patient"
    assert said["request"]["prefetch"]["conditions"]["total"] == 2
    assert said["request"]["context"]["userId"] == "Practitioner/COREPRACTITIONER1"
    without = json.loads(fired(service, fhir, "--json", "--no-prefetch").output)
    assert "prefetch" not in without["request"]
    assert [one["summary"] for one in without["cards"]] == [one["summary"] for one in said["cards"]]


def test_a_key_whose_query_fails_is_left_out(fhir: Fhir) -> None:
    """As the specification asks of an EHR: a failed query and an unknown token leave the key out, never empty."""
    templates = {
        "good": "Condition?patient={{context.patientId}}",
        "read": "Patient/{{ context.patientId }}",
        "no-type": "CarePlan?patient={{context.patientId}}",
        "bad-value": "Observation?code=|",
        "no-token": "Condition?encounter={{context.encounterId}}",
        "gone": "Patient/nobody",
    }
    found = ehr.prefetch(templates, {"patientId": PATIENT}, fhir.base)
    assert list(found) == ["good", "read"]


def test_a_search_is_asked_by_get_where_post_fails(httpserver: HTTPServer) -> None:
    """A FHIR server that refuses POST to _search is asked by GET."""
    httpserver.expect_request("/fhir/Condition/_search", method="POST").respond_with_json({}, status=405)
    httpserver.expect_request("/fhir/Condition", method="GET", query_string={"patient": "p"}).respond_with_json(
        {"x": 1}
    )
    found = ehr.prefetch(
        {"c": "Condition?patient={{context.patientId}}"}, {"patientId": "p"}, httpserver.url_for("/fhir")
    )
    assert found == {"c": {"x": 1}}


@pytest.mark.parametrize(("answer", "line"), [
    ({"response_data": "<html>", "content_type": "text/html"}, "without JSON"),
    ({"response_data": "[]", "content_type": "application/json"}, "answered 200: no reason given"),
    ({"response_data": '{"services": []}'}, "offers no order-select service"),
    ({"response_data": '{"issue": [{"details": {"text": "because"}}]}', "status": 503}, "answered 503: because"),
    ({"response_data": '{"issue": [1]}', "status": 500}, "answered 500: no reason given"),
])  # fmt: skip
def test_a_service_that_fails_is_one_line(
    httpserver: HTTPServer, fhir: Fhir, answer: dict[str, Any], line: str
) -> None:
    """What is no CDS service is told in one line, with its own words where it has any; exit code 1."""
    httpserver.expect_request("/cds-services").respond_with_data(**answer)
    result = fired(httpserver.url_for("").rstrip("/"), fhir)
    assert result.exit_code == 1
    assert line in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_a_service_that_is_not_there_is_one_line(fhir: Fhir) -> None:
    """Without a service the line says how to start one."""
    result = fired("http://127.0.0.1:1", fhir)
    assert result.exit_code == 1
    assert result.output == (
        "sandbox: http://127.0.0.1:1/cds-services does not answer; start both with `pnet-cds sandbox`\n"
    )


def test_a_refusal_of_the_order_is_told(service: str, fhir: Fhir) -> None:
    """An answer that is an error is shown with the service's own words, not as "no card"."""
    with pytest.raises(ehr.EhrError, match=r"answered 400: \w+"):
        ehr.fire(service, ehr.discover(service), {"hook": "order-select"})


def test_words_of_the_chart_do_not_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Escape sequences in a card are taken out, and markup of the terminal library is text."""
    card = {
        "summary": "a\x1b[31mb\x07",
        "indicator": "info",
        "source": {"label": "[bold]x[/bold]"},
        "detail": "c\x9b2Jd",
    }
    terminal.show_cards([card], Console(force_terminal=False, width=60))
    said = capsys.readouterr().out
    assert not set(said) & {"\x1b", "\x07", "\x9b"}
    assert "[bold]x[/bold]" in said


def test_a_draft_is_of_the_day() -> None:
    """A draft is authored on the day that is passed in."""
    assert order.draft(LAR, PATIENT, ehr.USER, date(2027, 1, 2))["authoredOn"] == "2027-01-02"


def test_the_welcome_names_everything(service: str, fhir: Fhir) -> None:
    """The welcome waits for both, then prints the addresses, each patient, the command and the link."""
    result = run("welcome", "--service", service, "--fhir", fhir.base)
    assert result.exit_code == 0
    for part in (f"{service}/cds-services", fhir.base, "-m sandbox fire --patient", "https://sandbox.cds-hooks.org/?"):
        assert part in result.output
    assert all(one.id in result.output for one in charts.stories())
    late = run("welcome", "--wait", "0", "--service", "http://127.0.0.1:1", "--fhir", fhir.base)
    assert (late.exit_code, late.output) == (
        1,
        "sandbox: http://127.0.0.1:1/cds-services did not answer within 0 seconds\n",
    )


def test_free_ports_are_named() -> None:
    """Two free ports are printed, never one that is taken: that is one line and exit code 1."""
    first, second = run("ports", "0", "0").output.split()
    assert int(first) > 0
    assert int(second) > 0
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run("ports", "0", str(taken.getsockname()[1]))
    assert result.exit_code == 1
    assert "is taken: stop what uses it, or name another with --port" in result.output
