"""How many tasks each agency leads and supports (khối lượng việc theo cơ quan)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from api.pages.commune import CommuneView
from api.pages.tasks import agency_key
from corpus.records import AgencyRef, Task


@dataclass(frozen=True, slots=True)
class Workload:
    """One agency's numbers of tasks. A task with two lead agencies counts for both."""

    key: str
    name: str
    leads: int
    supports: int


def count_workload(view: CommuneView, tasks: Sequence[Task]) -> tuple[Workload, ...]:
    """Returns the agencies named in `tasks`, those that lead most first."""
    leads = Counter(agency.agency_id for task in tasks for agency in _once(task.lead_agencies))
    supports = Counter(agency.agency_id for task in tasks for agency in _once(task.coordinating_agencies))
    named = {a.agency_id: a for task in tasks for a in (*task.lead_agencies, *task.coordinating_agencies)}
    loads = (
        Workload(agency_key(agency), view.agency_name(agency), leads[agency_id], supports[agency_id])
        for agency_id, agency in named.items()
    )
    return tuple(sorted(loads, key=lambda load: (-load.leads, -load.supports, load.name)))


def _once(agencies: Sequence[AgencyRef]) -> tuple[AgencyRef, ...]:
    return tuple({agency.agency_id: agency for agency in agencies}.values())
