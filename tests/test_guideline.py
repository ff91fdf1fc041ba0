"""The guideline page is made from the rules, and nothing of the knowledge is unused or undocumented."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner

from hooks.finding import Recommendation
from hooks.registry import RECOMMENDATIONS
from hooks.thresholds import THRESHOLDS
from hooks.wording import EVIDENCE
from mappings.definitions import VALUES
from mappings.elements import ELEMENTS
from mappings.patient import ELEMENT_OF
from mappings.terminology import HERE, displays
from service import golden_cases, guideline
from service.cli import main
from service.code_pieces import everything, named
from service.rule_code import facts, uses
from tests import golden
from tests.test_cases import read
from tests.test_documentation import GUIDELINE, guideline_page

PAGE: Final = GUIDELINE.read_text(encoding="utf-8")
REGISTERED: Final = {one.rule for one in RECOMMENDATIONS}
SENTENCES: Final = guideline.SUMMARY["sentence"]

# Sets that no code names yet. Each line goes when what it waits for is built, and nothing is added without a reason.
NOT_YET_READ: Final = {
    "carrier",  # codes that carry another's meaning (a report, a panel): for reading reports
    "cga",  # chromogranin A: for therapyOptions and monitoring
    "disease-status-answer",  # answers that are mapped onto pnet-finding: the list of what can be answered
    "do-not-use",  # codes found to be wrong: `pnet-cds check` refuses them
    "gastrin",  # for therapyOptions
    "grade-answer",  # answers that are mapped onto pnet-finding: the list of what can be answered
    "karnofsky",  # not converted to ECOG, so nothing reads it
    "octreotide-any-form",  # the union of its forms
    "pancreatectomy",  # the union of the resections
    "pregnancy-status-answer",  # for the rule pregnancy
}
# Numbers that no code names yet.
NOT_YET_USED: Final = {
    "watch_everolimus_hba1c_days",  # for the monitoring of everolimus
}
# Sources that no rule cites yet.
NOT_YET_CITED: Final = set[str]()


def test_the_page_is_up_to_date() -> None:
    """docs/guideline.md is what the command prints: run `python -m tests.test_documentation` (it rewrites the page)."""
    assert guideline_page() == PAGE, "run `python -m tests.test_documentation`"
    printed = CliRunner().invoke(main, ["guideline"])
    assert (printed.exit_code, printed.output) == (0, PAGE)


@pytest.mark.parametrize("one", RECOMMENDATIONS, ids=lambda one: one.rule)
def test_every_rule_is_on_the_page(one: Recommendation) -> None:
    """Each rule has a section with its words, its sources and its cases."""
    section = PAGE.partition(f"### `{one.rule}`\n")[2].partition("\n### ")[0].partition("\n## ")[0]
    assert all(paragraph in section for paragraph in one.paragraphs[1:])
    assert one.when_then[0] in section
    assert all(EVIDENCE[key]["citation"] in section for key in one.evidence)
    for case in golden.requests():
        if case.parent.name == one.rule:
            assert f"`{case.stem}`" in section


def test_every_rule_of_the_code_system_has_a_reason() -> None:
    """Each rule carries a sentence of the summary or says why it is there; no other name is used."""
    carried = {rule for one in SENTENCES for rule in one["rules"]}
    beyond = {one["rule"] for one in guideline.SUMMARY["beyond"]}
    assert carried | beyond == set(displays("pnet-rule"))
    assert not carried & beyond


def test_every_sentence_has_a_rule_or_a_reason() -> None:
    """A sentence that no rule carries says why; a sentence that is changed says how; the date of the check is one."""
    assert all(one["says"].endswith(".") and (one["rules"] or one["note"]) for one in SENTENCES)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", guideline.SUMMARY["checked"])
    for one in SENTENCES:
        assert set(one) <= {"says", "rules", "note", "cases"}
        assert len(one["rules"]) == len(set(one["rules"]))


def test_the_cases_that_a_sentence_names_are_there() -> None:
    """A named case is a golden request of one of the sentence's rules; a rule that ships is linked to its section."""
    there = {golden.name(path) for path in golden.requests()}
    for one in SENTENCES:
        named = one.get("cases", [])
        assert set(named) <= there
        assert {case.split("/")[0] for case in named} <= set(one["rules"])
        for rule in REGISTERED & set(one["rules"]):
            assert f"[`{rule}`](#{rule.lower()})" in PAGE


def test_every_source_is_cited() -> None:
    """A source that no rule cites is unused."""
    cited = {key for one in RECOMMENDATIONS for key in one.evidence}
    assert EVIDENCE.keys() - cited == NOT_YET_CITED, "cite it, or mend the list above"


def test_every_number_is_used() -> None:
    """A number that no code names is unused, and each stands on the page with its value."""
    unused = {name for values in (THRESHOLDS, VALUES) for name in values.keys() - named(everything(), values)}
    assert unused == NOT_YET_USED, "use the number, delete it, or take it off the list above"
    for values in (THRESHOLDS, VALUES):
        assert all(f"| `{name}` | {value:g} |" in PAGE for name, value in values.items())


def test_every_value_set_is_used() -> None:
    """A value set is named by the code or by a query; those that wait for a rule are listed above, and only those."""
    shipped = {path.stem for path in (HERE / "value_sets").glob("*.json")}
    asked = {name for query in ELEMENTS.values() for name in query.codes}
    assert shipped - named(everything(), shipped) - asked == NOT_YET_READ, "use it, or mend the list above"
    assert all(f"| `{name}` |" in PAGE for name in shipped)


def test_what_a_rule_uses_is_found() -> None:
    """Numbers are found in the rule itself, in what it calls, in its facts, and in the order that it judges."""
    by_rule = {one.rule: uses(one) for one in RECOMMENDATIONS}
    assert "depot_acts_days" in by_rule["duplicateSsa"].thresholds
    assert "prrt_companion_days" in by_rule["ssaInsulinoma"].thresholds
    assert "unchanged_days" in by_rule["ssaInsulinoma"].definitions
    assert {"hypoglycemia_mg_dl", "krenning_positive"} <= by_rule["ssaInsulinoma"].definitions
    assert by_rule["duplicateSsa"].definitions <= {"depot_dose_mg", "short_dose_mg"}
    assert "dose_sunitinib_mg" in by_rule["doseCheck"].thresholds  # named in parts
    assert by_rule["ssaInsulinoma"].thresholds <= by_rule["therapyOptions"].thresholds  # which asks it in turn
    assert "hepatic_load_high_percent" not in by_rule["ssaInsulinoma"].definitions


class _Watched:
    """A picture that records which attributes are read."""

    def __init__(self, picture: Any) -> None:
        self._picture, self.seen = picture, set[str]()

    def __getattr__(self, name: str) -> Any:
        self.seen.add(name)
        return getattr(self._picture, name)


def test_no_fact_that_a_rule_reads_is_missed() -> None:
    """What is read in any case is among what was found in the code."""
    for path in golden.requests():
        answer = golden.answer(read(path))
        for one in RECOMMENDATIONS:
            for order in answer.judged if answer.picture else ():
                if order.drug.drug_class in one.drugs:
                    watched: Any = _Watched(answer.picture)
                    _ = one.judge(watched, order) if one.judge else None
                    _ = one.view(watched, (order,)) if one.view else None
                    assert watched.seen & ELEMENT_OF.keys() <= facts(one), (one.rule, golden.name(path))


def test_without_the_repository_the_cases_are_left_out(tmp_path: Path) -> None:
    """From a wheel the page is the same but for the cases."""
    assert golden_cases.cases(tmp_path) == []
    page = guideline.page([])
    assert "Cases:" not in page.partition("## The summary")[0]
    assert "| Cases |" not in page
    assert all(f"### `{rule}`" in page for rule in REGISTERED)


def test_cases_are_counted(tmp_path: Path) -> None:
    """A case counts where it is filed, and each card for its rule and urgency."""
    (tmp_path / "ruleA").mkdir()
    (tmp_path / "versions.json").write_text("{}")
    card = {"indicator": "warning", "source": {"topic": {"code": "ruleA"}}}
    for name, cards in {"in-a": [card, card], "out-b": []}.items():
        (tmp_path / "ruleA" / f"{name}.json").write_text("{}")
        (tmp_path / "ruleA" / f"{name}.cards.json").write_text(json.dumps(cards))
    found = golden_cases.cases(tmp_path)
    assert [one.name for one in found] == ["in-a", "out-b"]
    assert found[0].said == Counter({("ruleA", "warning"): 2})
    counted = golden_cases.counts(found, "ruleA")
    assert counted == {"speaks": 1, "silent": 1, "critical": 0, "warning": 2, "info": 0}
