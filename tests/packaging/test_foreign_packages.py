"""The folders are the import packages, and their names are common words: no other distribution may own one."""

from importlib.metadata import packages_distributions

import pytest


@pytest.mark.parametrize("room", ["service", "hooks", "mappings", "sandbox"])
def test_no_other_distribution_owns_the_name_of_a_room(room: str) -> None:
    """Unrelated distributions of these names exist; one in the environment would be imported in place of ours."""
    foreign = set(packages_distributions().get(room, ())) - {"pnet-cds"}
    assert not foreign, f"uninstall {', '.join(sorted(foreign))}: it brings a package named {room!r} of its own"
