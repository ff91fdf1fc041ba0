"""The schema of the database: made where there is none, brought up to date where it is older, never touched if newer."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from service.exceptions import ConfigurationError
from service.store import FAULTS, REVISION, engine, revision, said

_MIGRATIONS: Final = Path(__file__).with_name("migrations")


def upgrade(path: Path) -> str:
    """Make the database, or bring its schema up to date; return one line on what was done.

    Raises ConfigurationError, in one line, where that is not possible; a newer schema is never touched.
    """
    path = path.absolute()
    if not path.parent.is_dir():
        raise ConfigurationError(f"PNET_CDS_DATABASE_URL: the directory {path.parent} does not exist; make it first")
    try:
        path.touch(mode=0o600)  # comments can hold patient data: only the owner reads them
        with engine(path, "rwc").begin() as connection:
            return _migrated(connection, path)
    except FAULTS as error:
        raise ConfigurationError(f"PNET_CDS_DATABASE_URL: the database {path} cannot be used: {said(error)}") from None


def _migrated(connection: Connection, path: Path) -> str:
    found = revision(connection)
    if found == REVISION:
        return f"{path}: schema {REVISION} is up to date"
    if found and not list((_MIGRATIONS / "versions").glob(f"*_{found}.py")):
        raise ConfigurationError(
            f"PNET_CDS_DATABASE_URL: {path} has schema {found}, which this version (schema {REVISION}) does not know; "
            "it was made by a newer version of pnet-cds: install that one, or name another file"
        )
    from alembic import command  # noqa: PLC0415 - 0.2 s that only a migration needs
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, "head")
    return f"{path}: schema {REVISION}, before: {found or 'none'}"
