"""Refusals of identity."""

from zhongcao.kit.problems import Conflict, Forbidden, Invalid, NotFound, Unauthorized


class LoginMalformed(Invalid):
    """Please sign in with an e-mail address or a phone number."""

    code = "identity.login-malformed"


class LoginTaken(Conflict):
    """This e-mail address or phone number already has an account."""

    code = "identity.login-taken"


class PasswordWeak(Invalid):
    """This password is too easy to guess; please choose a longer or less usual one."""

    code = "identity.password-weak"


class NicknameEmpty(Invalid):
    """A nickname needs at least one visible character."""

    code = "identity.nickname-empty"


class SignInRefused(Unauthorized):
    """The login or the password is not right."""

    code = "identity.sign-in-refused"


class AccountSuspended(Forbidden):
    """This account is suspended."""

    code = "identity.account-suspended"


class MemberNotFound(NotFound):
    """There is no such member."""

    code = "identity.member-not-found"


class SessionNotFound(NotFound):
    """There is no such session."""

    code = "identity.session-not-found"


class ProfileInvalid(Invalid):
    """One of these details cannot be right."""

    code = "identity.profile-invalid"


class AddressNotFound(NotFound):
    """There is no such address."""

    code = "identity.address-not-found"


class AddressInvalid(Invalid):
    """This address cannot be delivered to; please check the marked field."""

    code = "identity.address-invalid"


class AddressesFull(Conflict):
    """There are as many addresses as one account may keep."""

    code = "identity.addresses-full"


class IdNumberInvalid(Invalid):
    """This is not a valid resident ID number."""

    code = "identity.id-number-invalid"


class RealNameMalformed(Invalid):
    """Please give the name as it is printed on the ID card."""

    code = "identity.real-name-malformed"


class ConsentOutdated(Conflict):
    """The text of this consent has changed; please read it again."""

    code = "identity.consent-outdated"


class RealNameMissing(NotFound):
    """There is no real-name identity for this account."""

    code = "identity.real-name-missing"


class RevealRefused(Forbidden):
    """Only customs officers may read real names."""

    code = "identity.reveal-refused"


class RoleUnknown(Invalid):
    """There is no such role."""

    code = "identity.role-unknown"


class OwnRole(Forbidden):
    """Nobody changes their own roles; please ask another administrator."""

    code = "identity.own-role"


class AdminExists(Conflict):
    """There is already an administrator."""

    code = "identity.admin-exists"
