"""The environment: what each variable may be, what it is by default, and how a wrong one is told."""

from pathlib import Path

import pytest

from service import settings
from service.exceptions import ConfigurationError


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave none of our variables in the environment."""
    for name in settings.unknown():
        monkeypatch.delenv(name)
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(settings.PREFIX + name.upper(), raising=False)


def test_the_defaults_are_those_of_the_contract() -> None:
    """Without any variable: authentication required, no call-backs, active, 3 s, 32 MB, UTC, any origin."""
    found = settings.read()
    assert (found.auth, found.mode, found.callable_servers, found.knowledge_dir) == (
        "required",
        "active",
        frozenset(),
        None,
    )
    assert (found.time_budget_ms, found.max_body_mb, found.timezone, found.origins) == (3000, 32, "UTC", ["*"])
    assert found.max_body_bytes == 32 * 2**20
    assert found.base_url == "http://127.0.0.1:8000"


def test_the_address_is_the_port_s_unless_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Links lead to the port that is listened on; a public address that is set stays, in one spelling."""
    assert settings.read().listening(9000).base_url == "http://127.0.0.1:9000"
    assert settings.read().listening(0).base_url == "http://127.0.0.1:8000"
    monkeypatch.setenv("PNET_CDS_BASE_URL", "HTTPS://CDS.example/pnet/")
    assert settings.read().listening(9000).base_url == "https://cds.example/pnet"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AUTH", "none"),
        ("AUTH", ""),
        ("MODE", "quiet"),
        ("BASE_URL", "cds.example"),
        ("BASE_URL", "https://cds.example/?a=1"),
        ("FHIR_SERVERS", "ehr.example/fhir"),
        ("FHIR_SERVERS", "https://ehr.example/fhir,ftp://ehr.example"),
        ("FHIR_SERVERS", "https://ehr.example/fhir?x=1"),
        ("FHIR_SERVERS", "http://[::1"),
        ("TIME_BUDGET_MS", "49"),
        ("TIME_BUDGET_MS", "60001"),
        ("TIME_BUDGET_MS", "3s"),
        ("MAX_BODY_MB", "0"),
        ("MAX_BODY_MB", "nan"),
        ("TIMEZONE", "Middle-earth"),
        ("TIMEZONE", "../../etc/passwd"),
        ("TIMEZONE", ""),
    ],
)
def test_a_wrong_value_is_one_line_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """The line begins with the variable's whole name."""
    monkeypatch.setenv(f"PNET_CDS_{name}", value)
    with pytest.raises(ConfigurationError, match=rf"^PNET_CDS_{name}: [^\n]+$"):
        settings.read()


@pytest.mark.parametrize(
    "text",
    [
        "https://EHR.example/fhir/",
        "HTTPS://ehr.example/fhir",
        " https://ehr.example/fhir ",
        "https://user@ehr.example/fhir",
    ],
)
def test_one_server_has_one_spelling(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Capitals, a trailing slash, spaces and a user name make no other server."""
    monkeypatch.setenv("PNET_CDS_FHIR_SERVERS", f"{text},, http://other.example:8080/R4")
    assert settings.read().callable_servers == {"https://ehr.example/fhir", "http://other.example:8080/R4"}


def test_the_path_of_a_server_keeps_its_capitals() -> None:
    """A path is case sensitive: another spelling is another server."""
    assert settings.base_url("https://ehr.example/FHIR/R4") == "https://ehr.example/FHIR/R4"


def test_an_empty_directory_is_none_and_not_the_current_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """PNET_CDS_KNOWLEDGE_DIR= is no directory at all, wherever the service was started."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PNET_CDS_KNOWLEDGE_DIR", "")
    assert settings.read().knowledge_dir is None
    monkeypatch.setenv("PNET_CDS_KNOWLEDGE_DIR", str(tmp_path))
    assert settings.read().knowledge_dir == tmp_path


def test_origins_are_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """Comma-separated, with spaces allowed."""
    monkeypatch.setenv("PNET_CDS_CORS_ORIGINS", "https://a.example, https://b.example,")
    assert settings.read().origins == ["https://a.example", "https://b.example"]


def test_settings_are_frozen() -> None:
    """Nothing changes a setting after the start."""
    with pytest.raises(ValueError, match="frozen"):
        settings.read().mode = "silent"  # type: ignore[misc]


def test_names_that_no_version_knows_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelled variable is found; one of a later part is not called misspelled; others are not ours."""
    for name in ("PNET_CDS_AUHT", "PNET_CDS_FHIR_SERVER", "PNET_CDS_REDIS_URL", "PNET_CDS_AUTH", "PNET_OTHER"):
        monkeypatch.setenv(name, "x")
    assert settings.unknown() == ["PNET_CDS_AUHT", "PNET_CDS_FHIR_SERVER"]
