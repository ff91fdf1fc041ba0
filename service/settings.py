"""The one reader of the environment (prefix PNET_CDS_); frozen after start."""

from __future__ import annotations

import os
import re
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from service.exceptions import ConfigurationError

PREFIX = "PNET_CDS_"
# Names of the contract whose parts are not built yet: known, so that `check` does not call them misspelled.
LATER = frozenset(
    {"CLIENTS", "REDIS_URL", "SECRET_FILE", "RETENTION_DAYS", "METRICS_TOKEN",
     "DASHBOARD_PASSWORD_HASH", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET_FILE", "HTTP_PROXY"}
)  # fmt: skip


def base_url(text: str) -> str:
    """Return a FHIR base URL in one spelling: scheme and host in lower case, no trailing slash."""
    parts = urlsplit(text.strip())
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        message = "a base URL such as https://ehr.example/fhir is expected"
        raise ValueError(message)
    host = parts.netloc.rsplit("@", 1)[-1].lower()
    return f"{parts.scheme.lower()}://{host}{parts.path.rstrip('/')}"


_own_url = base_url  # the setting of that name would hide it


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError) as error:
        message = "a time zone such as Europe/Berlin is expected"
        raise ValueError(message) from error
    return text


def _directory(text: object) -> object:
    """Take an empty value for none: as a path it would be the current directory."""
    return text if text != "" else None


def _database(text: str) -> str:
    if not re.fullmatch(r"sqlite:///(?!:memory:|file:)[^?#\x00]+", text):
        message = "sqlite:///FILE is expected (this version knows no other database, and keeps none in memory)"
        raise ValueError(message)
    return text


def _origins(text: str) -> str:
    for one in text.split(","):
        if one.strip() not in ("", "*") and not re.fullmatch(r"https?://[^/\s\[\]()*]+", one.strip()):
            message = "'*' or origins such as https://ehr.example are expected, separated by commas"
            raise ValueError(message)
    return text


class Settings(BaseSettings):
    """Every setting that this version reads; contract.md names the others."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    auth: Literal["required", "off"] = "required"
    mode: Literal["active", "silent"] = "active"
    base_url: Annotated[str, AfterValidator(_own_url)] = "http://127.0.0.1:8000"
    fhir_servers: Annotated[str, NoDecode] = ""
    database_url: Annotated[str, AfterValidator(_database)] = "sqlite:///pnet-cds.db"
    knowledge_dir: Annotated[Path | None, BeforeValidator(_directory)] = None
    time_budget_ms: int = Field(3000, ge=50, le=60_000)
    max_body_mb: float = Field(32, gt=0, le=1024)
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    cors_origins: Annotated[str, AfterValidator(_origins)] = "*"

    def listening(self, port: int) -> Settings:
        """Return the settings for a service on a port of this machine: where no `base_url` is set, it names that port."""
        if "base_url" in self.model_fields_set or not port:
            return self
        return self.model_copy(update={"base_url": f"http://127.0.0.1:{port}"})

    @cached_property
    def callable_servers(self) -> frozenset[str]:
        """The FHIR servers that may be called with auth off, in one spelling each."""
        return frozenset(base_url(one) for one in self.fhir_servers.split(",") if one.strip())

    @cached_property
    def database_path(self) -> Path:
        """The database's file; a relative one is meant from the working directory."""
        return Path(self.database_url.removeprefix("sqlite:///"))

    @cached_property
    def max_body_bytes(self) -> int:
        """The size above which a body is refused."""
        return int(self.max_body_mb * 1024 * 1024)

    @cached_property
    def origins(self) -> list[str]:
        """The browser origins that may call."""
        return [one.strip() for one in self.cors_origins.split(",") if one.strip()]

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of dates that carry none."""
        return ZoneInfo(self.timezone)


def read() -> Settings:
    """Read the environment; a bad value is one line that names the variable and what it should be."""
    try:
        settings = Settings()
        _ = settings.callable_servers
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper() if first["loc"] else PREFIX
        message = f"{name}: {first['msg']}"
        raise ConfigurationError(message) from None
    except ValueError as error:
        message = f"{PREFIX}FHIR_SERVERS: {error}"
        raise ConfigurationError(message) from None
    return settings


def unknown() -> list[str]:
    """Return the variables with our prefix that no version knows: most likely misspelled."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {PREFIX + name for name in LATER}
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)


def environment(**own: str) -> dict[str, str]:
    """Return the environment for a process of ours, with these settings in place of what is set."""
    return dict(os.environ) | {PREFIX + name: value for name, value in own.items()}
