"""Which roles a country pack may hold."""

from ubudehe.people.rules import Role
from ubudehe.places.pack import Country
from ubudehe.places.reading import NotAPack


def check_roles(country: Country) -> None:
    """Raise NotAPack where a country holds a role that the app does not know, or nobody leads."""
    unknown = sorted(set(country.roles) - set(Role))
    if unknown:
        raise NotAPack(f"roles: there is no role «{unknown[0]}».")
    if "country" not in country.roles.get(Role.ADMINISTRATOR, ()):
        raise NotAPack("roles: an administrator must be held at «country».")
