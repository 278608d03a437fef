"""管理范围: load an organization the actor looks after, and the places its people may hold posts in."""

from __future__ import annotations

from youthwork.blueprints.web import actor
from youthwork.models import Organization
from youthwork.services.personnel import administration, organizations


def administered(organization_id: int) -> Organization:
    """The organization, once it is sure that this person looks after it."""
    organization = administration.find_organization(actor(), organization_id)
    administration.check_administers(actor(), organization)
    return organization


def places_of(organ: Organization) -> list[tuple[str, str]]:
    """The organ itself and its departments, as choices of a form."""
    places = [organ, *organizations.departments_open(organ.id)]
    return [(str(each.id), each.common_name) for each in places]
