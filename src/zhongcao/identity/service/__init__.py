"""The verbs and questions of identity."""

from zhongcao.identity.service._accounts import (
    change_password,
    end_session,
    find_actor,
    forget_ended_sessions,
    list_sessions,
    sign_in,
    sign_out,
    sign_up,
)
from zhongcao.identity.service._addresses import (
    add_address,
    change_address,
    get_address,
    list_addresses,
    remove_address,
)
from zhongcao.identity.service._audit import list_audit, record_audit, record_audits, seal_audit, verify_audit
from zhongcao.identity.service._profiles import (
    cards,
    change_profile,
    get_card,
    get_profile,
    import_members,
    profiles,
)
from zhongcao.identity.service._real_names import (
    find_person,
    forget_real_name,
    get_person,
    keep_real_name,
    reveal_real_names,
    rotate_data_keys,
)
from zhongcao.identity.service._roles import (
    create_first_admin,
    grant_role,
    list_staff_members,
    revoke_role,
    suspend_member,
    verify_member,
)

__all__ = [
    "add_address",
    "cards",
    "change_address",
    "change_password",
    "change_profile",
    "create_first_admin",
    "end_session",
    "find_actor",
    "find_person",
    "forget_ended_sessions",
    "forget_real_name",
    "get_address",
    "get_card",
    "get_person",
    "get_profile",
    "grant_role",
    "import_members",
    "keep_real_name",
    "list_addresses",
    "list_audit",
    "list_sessions",
    "list_staff_members",
    "profiles",
    "record_audit",
    "record_audits",
    "remove_address",
    "reveal_real_names",
    "revoke_role",
    "rotate_data_keys",
    "seal_audit",
    "sign_in",
    "sign_out",
    "sign_up",
    "suspend_member",
    "verify_audit",
    "verify_member",
]
