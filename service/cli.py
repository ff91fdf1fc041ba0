"""The commands. An error is one line that says what to do, and exit code 1."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from service import settings as environment
from service.exceptions import ConfigurationError, PnetCdsError


class _OneLine(click.Group):
    """Print our own errors as one line instead of a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except PnetCdsError as error:
            click.echo(f"pnet-cds: {error}", err=True)
            ctx.exit(1)


@click.group(cls=_OneLine)
@click.version_option(package_name="pnet-cds")
def main() -> None:
    """Decision support for pancreatic neuroendocrine tumors, by CDS Hooks."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Worker processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Run the production service (configured by the environment only)."""
    read = environment.read()
    settings = read.listening(port)
    if settings.auth == "required":
        message = (
            "PNET_CDS_AUTH is 'required' (the default), and this version cannot check JWTs yet, so it does not start. "
            "On a network that you control, set PNET_CDS_AUTH=off."
        )
        raise ConfigurationError(message)
    from hooks import drafts  # noqa: PLC0415 - the server's parts are loaded by this command only
    from service import logs, schema  # noqa: PLC0415
    from service.app import create_app  # noqa: PLC0415
    from service.archive import Archive  # noqa: PLC0415
    from service.server import Server  # noqa: PLC0415

    logs.configure()
    logging.getLogger("pnet_cds").warning("PNET_CDS_AUTH=off: every caller is answered; no caller is authenticated")
    archive = Archive(settings.database_path)
    app = create_app(settings, archive=archive)
    drafts.validated()
    if "base_url" not in read.model_fields_set:
        logging.getLogger("pnet_cds").warning("PNET_CDS_BASE_URL is not set: cards link to %s", settings.base_url)
    logging.getLogger("pnet_cds").info("database %s", schema.upgrade(settings.database_path))
    Server(app, f"{host}:{port}", workers, archive).run()


@main.command()
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65534),
    help="Port of the service; the sandbox EHR takes the next one (0: any two).",
)  # fmt: skip
def sandbox(port: int) -> None:
    """Run the service and a small EHR with fictitious patients on this machine, to try it."""
    from service import sandbox_command  # noqa: PLC0415 - no other command starts processes

    sandbox_command.run(port)


@main.command()
@click.argument("request_file", metavar="REQUEST.json", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program instead of a page for a person.")
@click.option("--as-of", help="Judge as of this ISO 8601 moment instead of now, such as 2026-11-23T12:00:00Z.")
def explain(request_file: Path, *, as_json: bool, as_of: str | None) -> None:
    """Show how one saved hook request is decided: facts, provenance, every rule, and the cards. Makes no FHIR call."""
    from service import explain as explaining  # noqa: PLC0415 - rich and the R4B models load only here
    from service import explain_page  # noqa: PLC0415

    made = explaining.explain(request_file, environment.read(), _moment(as_of))
    if as_json:
        click.echo(explaining.as_json(made))
    else:
        explain_page.show(made)


def _moment(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        message = f"--as-of: {text!r} is not an ISO 8601 moment such as 2026-11-23T12:00:00Z"
        raise ConfigurationError(message) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@main.command()
def check() -> None:
    """Validate configuration and knowledge files: one line per problem, exit 1 if there is one."""
    from service import knowledge  # noqa: PLC0415 - the R4B models load only here

    settings = environment.read()
    problems = [f"{name}: no such setting; see the README for the names" for name in environment.unknown()]
    problems += knowledge.faults(settings.knowledge_dir)
    for problem in problems:
        click.echo(problem)
    if problems:
        sys.exit(1)
    click.echo(f"all is well; not clinically approved: {knowledge.unapproved()}")


@main.group()
def db() -> None:
    """The database of feedback and of what was shown (PNET_CDS_DATABASE_URL)."""


@db.command()
def upgrade() -> None:
    """Make the database, or bring its schema up to date; as often as you like."""
    from service import schema  # noqa: PLC0415 - only this command and `serve` need a database

    click.echo(schema.upgrade(environment.read().database_path))


@main.command()
def guideline() -> None:
    """Print the rules as a page for people: sources, numbers, data and cases of each, made from the rules themselves."""
    from service import guideline as made  # noqa: PLC0415 - it reads the source of every rule

    click.echo(made.page(), nl=False)
