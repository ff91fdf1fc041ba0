"""A page of matches as a searchset Bundle: total, links, and what is included."""

from __future__ import annotations

from typing import Any

from sandbox.charts import Charts
from sandbox.search import Search

Json = dict[str, Any]


def searchset(search: Search, charts: Charts, base: str) -> Json:
    """Return one page of a search.

    `total` counts all matches and nothing that is included. A count alone has no entries and no next link. Each page
    holds what its own matches include.
    """
    found = search.found(charts)
    page = [] if search.count_only else found[search.start : search.start + search.count]
    links = [{"relation": "self", "url": search.url(base, search.start or None)}]
    following = search.start + search.count
    if page and following < len(found):
        links.append({"relation": "next", "url": search.url(base, following)})
    entries = [_entry(one, "match", base) for one in page]
    entries += [_entry(one, "include", base) for one in (_included(page, charts, base) if search.include else ())]
    made: Json = {"resourceType": "Bundle", "type": "searchset", "total": len(found), "link": links}
    return made | ({"entry": entries} if entries else {})


def _entry(resource: Json, mode: str, base: str) -> Json:
    url = f"{base}/{resource['resourceType']}/{resource['id']}"
    return {"fullUrl": url, "resource": resource, "search": {"mode": mode}}


def _included(page: list[Json], charts: Charts, base: str) -> list[Json]:
    """Return each Medication that the page refers to, once; one that is not here is left out without an error."""
    references = (one.get("medicationReference", {}).get("reference", "") for one in page)
    ids = dict.fromkeys(reference.removeprefix(f"{base}/").removeprefix("Medication/") for reference in references)
    return [charts["Medication"][one] for one in ids if one in charts["Medication"]]
