"""`python -m sandbox`: the FHIR server, and the commands of the sandbox EHR."""

from __future__ import annotations

import json
import logging
import signal
import sys
from pathlib import Path
from typing import Final, NoReturn

import click
from rich.console import Console

from sandbox import ehr, ports, terminal
from sandbox.app import create_app, utc_day
from sandbox.order import entry_of

_SERVICE: Final = "http://127.0.0.1:8000"
_FHIR: Final = "http://127.0.0.1:8001/fhir"
_service = click.option("--service", default=_SERVICE, show_default=True, help="Address of the CDS service.")
_fhir = click.option("--fhir", default=_FHIR, show_default=True, help="Base URL of the FHIR server.")


@click.group(invoke_without_command=True)
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on.")
@_service
@click.pass_context
def main(context: click.Context, port: int, service: str) -> None:
    """Run the sandbox EHR's FHIR server on loopback, or one of its commands."""
    if context.invoked_subcommand is None:
        _serve(port, service)


def _serve(port: int, service: str) -> None:
    from werkzeug.serving import make_server  # noqa: PLC0415 - `fire` starts no server

    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        server = make_server(ports.HOST, ports.free(port), create_app(service=service), threaded=True)
    except ports.PortTaken as error:
        _stop(str(error))
    click.echo(f"Listening at: http://{ports.HOST}:{server.server_port}", err=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


@main.command()
@click.option("--patient", required=True, help="Id of the patient, such as insulinoma-sstr-unknown.")
@click.option("--drug", required=True, help='A name of the formulary, "Medication/id", or free text.')
@click.option("--sign", is_flag=True, help="Sign the order (order-sign) instead of selecting it (order-select).")
@click.option("--no-prefetch", is_flag=True, help="Send no prefetch: the service asks the FHIR server itself.")
@click.option("--json", "as_json", is_flag=True, help="Print request and cards as JSON.")
@_service
@_fhir
def fire(  # noqa: PLR0913 - the options of one command
    patient: str, drug: str, service: str, fhir: str, *, sign: bool, no_prefetch: bool, as_json: bool
) -> None:
    """Order a drug for a patient as an EHR does, and show the cards that the service answers."""
    hook = ehr.SIGN if sign else ehr.SELECT
    context = ehr.context_of(drug, patient, utc_day(), hook)
    request, cards = _fired(service, fhir, hook, context, with_prefetch=not no_prefetch)
    if entry_of(drug) is None and not as_json:
        click.echo("Not in the formulary: ordered by these words alone, or by this reference.")
    _show(request, cards, as_json=as_json)


@main.command("open")
@click.option("--patient", required=True, help="Id of the patient, such as pnet-g2-progressing.")
@click.option("--no-prefetch", is_flag=True, help="Send no prefetch: the service asks the FHIR server itself.")
@click.option("--json", "as_json", is_flag=True, help="Print request and cards as JSON.")
@_service
@_fhir
def open_chart(patient: str, service: str, fhir: str, *, no_prefetch: bool, as_json: bool) -> None:
    """Open a patient's chart as an EHR does (patient-view), and show the cards that the service answers."""
    request, cards = _fired(service, fhir, ehr.VIEW, ehr.view_of(patient), with_prefetch=not no_prefetch)
    _show(request, cards, as_json=as_json)


def _fired(
    service: str, fhir: str, hook: str, context: ehr.Json, *, with_prefetch: bool
) -> tuple[ehr.Json, list[ehr.Json]]:
    """Return the request that was sent and the cards that came; a fault ends the command with one line."""
    service, fhir = service.rstrip("/"), fhir.rstrip("/")
    try:
        entry = ehr.discover(service, hook)
        request = ehr.request_of(entry, context, fhir, with_prefetch=with_prefetch)
        return request, ehr.fire(service, entry, request)
    except ehr.EhrError as error:
        _stop(str(error))


def _show(request: ehr.Json, cards: list[ehr.Json], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"request": request, "cards": cards}, indent=2, ensure_ascii=False))
    else:
        terminal.show_cards(cards, Console(), "chart" if request["hook"] == ehr.VIEW else "order")


@main.command()
@click.option("--wait", "seconds", default=30.0, show_default=True, help="Seconds until both must answer.")
@_service
@_fhir
def welcome(service: str, fhir: str, seconds: float) -> None:
    """Wait until service and FHIR server answer, and print where everything is."""
    late = ports.wait((f"{service}/cds-services", f"{fhir}/metadata"), seconds)
    if late:
        _stop(f"{late} did not answer within {seconds:g} seconds")
    terminal.show_welcome(service, fhir, _python(), Console())


@main.command("ports")
@click.argument("wanted", nargs=-1, type=click.IntRange(0, 65535))
def free_ports(wanted: tuple[int, ...]) -> None:
    """Print a free port for each one asked for (0: any), or say which one is taken."""
    try:
        click.echo(" ".join(str(ports.free(port)) for port in wanted))
    except ports.PortTaken as error:
        _stop(str(error))


def _python() -> str:
    """Return how this Python is called from the current folder."""
    here = Path.cwd()
    called = Path(sys.executable)
    return str(called.relative_to(here) if called.is_relative_to(here) else called)


def _stop(message: str) -> NoReturn:
    click.echo(f"sandbox: {message}", err=True)
    sys.exit(1)


if __name__ == "__main__":
    main(prog_name="python -m sandbox")
