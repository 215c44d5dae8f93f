"""The verbs and questions of supply."""

from zhongcao.supply.service._brands import (
    add_brand,
    authenticity,
    authorised,
    authorised_skus,
    brands,
    find_brand,
    get_brand,
    import_brands,
    list_brands,
)
from zhongcao.supply.service._papers import (
    add_authorisation,
    add_trademark,
    authorise_directly,
    confirm_authorisation,
    get_authorisation,
    list_authorisations,
    look_at_authorisations,
    revoke_authorisation,
)

__all__ = [
    "add_authorisation",
    "add_brand",
    "add_trademark",
    "authenticity",
    "authorise_directly",
    "authorised",
    "authorised_skus",
    "brands",
    "confirm_authorisation",
    "find_brand",
    "get_authorisation",
    "get_brand",
    "import_brands",
    "list_authorisations",
    "list_brands",
    "look_at_authorisations",
    "revoke_authorisation",
]
