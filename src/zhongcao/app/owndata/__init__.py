"""A copy of all that is kept of a member, for that member to take along (个人信息副本; PIPL art. 45)."""

from zhongcao.app.owndata._route import ROUTES

__all__ = ["ROUTES"]
