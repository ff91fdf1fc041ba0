"""Rewrite the golden cards (`make cases`). A card that changes needs a new version of its rule first."""

from __future__ import annotations

import json
import sys

from tests import golden


def main() -> int:
    """Write the cards of every case; refuse where a rule's cards change and its version does not."""
    made = {path: golden.numbered(golden.answer(json.loads(path.read_text(encoding="utf-8"))).cards)
            for path in golden.requests()}  # fmt: skip
    new = golden.digests(lambda path: made[path])
    old = json.loads(golden.VERSIONS.read_text(encoding="utf-8")) if golden.VERSIONS.exists() else {}
    same = [rule for rule, one in new.items() if rule in old and one["digest"] != old[rule]["digest"]
            and one["version"] == old[rule]["version"]]  # fmt: skip
    if same and "--unreleased" not in sys.argv:
        sys.stderr.write(f"the cards of {', '.join(same)} change: give each rule a new version first\n")
        return 1
    for path, cards in made.items():
        golden.cards_path(path).write_text(json.dumps(cards, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    golden.VERSIONS.write_text(json.dumps(new, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(made)} cases written; read the diff before you commit it\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
