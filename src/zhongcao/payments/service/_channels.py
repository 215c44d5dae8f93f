"""Our accounts at the payment channels."""

from zhongcao.kit.keyring import given_key, given_public_key, signing_key
from zhongcao.kit.settings import Settings
from zhongcao.payments.errors import ProviderUnknown
from zhongcao.payments.rules import SANDBOX_APP_ID, SANDBOX_SELLER_ID, ChannelAccount


def channel_account(settings: Settings, provider: str) -> ChannelAccount:
    """Our account at a channel; refuses a channel that is not set up."""
    if provider == "sandbox" and settings.sandbox:
        return ChannelAccount(
            provider=provider,
            gateway_url=f"{settings.sandbox_origin}/sandbox/pay/gateway",
            app_id=SANDBOX_APP_ID,
            seller_id=SANDBOX_SELLER_ID,
            merchant_key=signing_key(settings.channel_key_path("sandbox-merchant")),
            channel_key=signing_key(settings.channel_key_path("sandbox-channel")).public_key(),
        )
    if provider == "alipay" and settings.alipay_app_id and settings.alipay_key_file and settings.alipay_public_key_file:
        return ChannelAccount(
            provider=provider,
            gateway_url=settings.alipay_gateway_url,
            app_id=settings.alipay_app_id,
            seller_id=settings.alipay_seller_id,
            merchant_key=given_key(settings.alipay_key_file),
            channel_key=given_public_key(settings.alipay_public_key_file),
        )
    raise ProviderUnknown(provider=provider)


def offered_channels(settings: Settings) -> list[str]:
    """The channels that are set up here."""
    offered = []
    for provider in ("alipay", "sandbox"):
        try:
            channel_account(settings, provider)
        except ProviderUnknown:
            continue
        offered.append(provider)
    return offered
