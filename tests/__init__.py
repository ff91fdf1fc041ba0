"""The tests, as a package: so that `python -m tests.update_cases` finds ours."""
