"""Refusals of identity."""

from zhongcao.kit.problems import Conflict, Forbidden, Invalid, NotFound, Unauthorized, Unavailable


class LoginMalformed(Invalid):
    """Please sign in with an e-mail address or a phone number."""

    code = "identity.login-malformed"
    zh = "请用邮箱或手机号登录。"


class LoginTaken(Conflict):
    """This e-mail address or phone number already has an account."""

    code = "identity.login-taken"
    zh = "这个邮箱或手机号已经注册过了，请直接登录。"


class PasswordWeak(Invalid):
    """This password is too easy to guess; please choose a longer or less usual one."""

    code = "identity.password-weak"
    zh = "密码太容易被猜到了，请换一个更长或更少见的。"


class NicknameEmpty(Invalid):
    """A nickname needs at least one visible character."""

    code = "identity.nickname-empty"
    zh = "昵称至少要有一个看得见的字。"


class SignInRefused(Unauthorized):
    """The login or the password is not right."""

    code = "identity.sign-in-refused"
    zh = "账号或密码不对，请再试一次。"


class CodeRefused(Unauthorized):
    """This code is not right, or does not hold any more."""

    code = "identity.code-refused"
    zh = "验证码不对，或者已经过期，请重新获取。"


class NoWayToWrite(Unavailable):
    """We cannot send codes to phones yet; please use an e-mail address."""

    code = "identity.no-way-to-write"
    zh = "暂时还不能往手机发验证码，请用邮箱。"


class AccountSuspended(Forbidden):
    """This account is suspended."""

    code = "identity.account-suspended"
    zh = "账号已被停用。"


class MemberNotFound(NotFound):
    """There is no such member."""

    code = "identity.member-not-found"
    zh = "没有找到这个账号。"


class SessionNotFound(NotFound):
    """There is no such session."""

    code = "identity.session-not-found"
    zh = "没有找到这次登录，它可能已经退出。"


class ProfileInvalid(Invalid):
    """One of these details cannot be right."""

    code = "identity.profile-invalid"
    zh = "有一项资料填得不对，请检查。"


class AddressNotFound(NotFound):
    """There is no such address."""

    code = "identity.address-not-found"
    zh = "没有找到这个地址。"


class CityNotFound(NotFound):
    """There is no such city."""

    code = "identity.city-not-found"
    zh = "没有找到这个城市。"


class AddressInvalid(Invalid):
    """This address cannot be delivered to; please check the marked field."""

    code = "identity.address-invalid"
    zh = "这个地址没法送达，请检查标出的那一项。"


class AddressesFull(Conflict):
    """There are as many addresses as one account may keep."""

    code = "identity.addresses-full"
    zh = "地址已经存满了，请先删掉一个。"


class IdNumberInvalid(Invalid):
    """This is not a valid resident ID number."""

    code = "identity.id-number-invalid"
    zh = "身份证号不正确，请核对后重新填写。"


class RealNameMalformed(Invalid):
    """Please give the name as it is printed on the ID card."""

    code = "identity.real-name-malformed"
    zh = "请填写与身份证上一致的姓名。"


class ConsentOutdated(Conflict):
    """The text of this consent has changed; please read it again."""

    code = "identity.consent-outdated"
    zh = "授权条款有更新，请重新阅读后再同意。"


class RealNameMissing(NotFound):
    """There is no real-name identity for this account."""

    code = "identity.real-name-missing"
    zh = "还没有填写实名信息。"


class RevealRefused(Forbidden):
    """Only customs officers may read real names."""

    code = "identity.reveal-refused"
    zh = "只有报关员可以查看实名信息。"


class StaffStays(Conflict):
    """Who works here gives their roles back before the account can be closed."""

    code = "identity.staff-stays"
    zh = "工作人员的账号要先交还角色，才能注销。"


class RoleUnknown(Invalid):
    """There is no such role."""

    code = "identity.role-unknown"
    zh = "没有这个角色。"


class OwnRole(Forbidden):
    """Nobody changes their own roles; please ask another administrator."""

    code = "identity.own-role"
    zh = "不能修改自己的角色，请联系其他管理员。"


class AdminExists(Conflict):
    """There is already an administrator."""

    code = "identity.admin-exists"
    zh = "已经有管理员了。"
