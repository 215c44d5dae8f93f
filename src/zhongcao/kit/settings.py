"""Everything that an operator may set, read once at the start and passed down."""

import os
import socket
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

PREFIX = "ZHONGCAO_"
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104
"""All addresses of this machine: fine to listen on, but none that a browser can go to."""
ELSEWHERE = ("198.51.100.1", 9)
"""An address that belongs to nobody (RFC 5737): asked only which way out leads there, nothing is sent."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator may set; each field is read from ZHONGCAO_<FIELD IN CAPITALS>."""

    data_dir: Annotated[Path, Meta(description="Folder of the embedded database, pictures, lake, keys and logs.")] = (
        Path(".zhongcao")
    )
    database_url: Annotated[
        str | None, Meta(description="Any PostgreSQL 16 or newer; also read from DATABASE_URL. Empty: embedded server.")
    ] = None
    environment: Annotated[
        str, Meta(description="development, test or production. Production refuses development keys.")
    ] = "development"
    host: Annotated[str, Meta(description="Address the web server listens on.")] = "127.0.0.1"
    port: Annotated[int, Meta(description="Port the web server listens on.")] = 8765
    public_url: Annotated[
        str,
        Meta(
            description="How browsers reach the server; origin checks and links use it. Empty: host and port, and this "
            "machine's own address in its network where it listens on all of them."
        ),
    ] = ""
    web_workers: Annotated[int, Meta(description="Number of web processes.")] = 1
    pool_size: Annotated[int, Meta(description="Database connections kept by each process.")] = 10
    log_level: Annotated[str, Meta(description="debug, info, warning or error.")] = "info"
    log_format: Annotated[str, Meta(description="json for machines, console for people.")] = "json"
    clock_file: Annotated[
        Path | None, Meta(description="Eight bytes with an offset in ms that shift the clock; for rehearsals only.")
    ] = None
    objects_url: Annotated[
        str, Meta(description="Object store: empty for a folder under data_dir, or s3://bucket/prefix.")
    ] = ""
    lake_url: Annotated[str, Meta(description="Delta Lake of behaviour events: empty for a folder under data_dir.")] = (
        ""
    )
    keys_file: Annotated[Path | None, Meta(description="Key ring (0600). Empty: keys.json under data_dir.")] = None
    sandbox: Annotated[
        bool, Meta(description="Serve the built-in sandboxes of payment channel, customs window and carrier.")
    ] = True
    sandbox_url: Annotated[str, Meta(description="Where the sandboxes answer. Empty: this server.")] = ""
    sandbox_seed: Annotated[int, Meta(description="Seed of the sandboxes' inspections, rejections and delays.")] = 1
    sandbox_pace: Annotated[
        float, Meta(gt=0, description="How many times faster the sandbox carrier's parcels travel; for demonstrations.")
    ] = 1.0
    alipay_gateway_url: Annotated[str, Meta(description="Gateway of the real Alipay channel.")] = (
        "https://openapi.alipay.com/gateway.do"
    )
    alipay_app_id: Annotated[str, Meta(description="Our application at Alipay. Empty: the channel is not offered.")] = (
        ""
    )
    alipay_seller_id: Annotated[str, Meta(description="Our seller number at Alipay (2088...).")] = ""
    alipay_key_file: Annotated[Path | None, Meta(description="PEM of our private key for Alipay (0600).")] = None
    alipay_public_key_file: Annotated[Path | None, Meta(description="PEM of Alipay's public key.")] = None
    smtp_url: Annotated[
        str, Meta(description="Mail server for codes: smtps://name:password@host:465. Empty: the sandbox shows them.")
    ] = ""
    mail_from: Annotated[str, Meta(description="Who letters come from.")] = "zhongcao@localhost"
    sweep_speed: Annotated[float, Meta(description="How many times faster sweeps run; for rehearsals only.")] = 1.0
    session_idle_days: Annotated[int, Meta(description="A member's session ends after so many idle days.")] = 30
    password_memory_kib: Annotated[int, Meta(description="argon2id memory of one password check, in KiB.")] = 19456
    trusted_proxies: Annotated[
        tuple[str, ...], Meta(description="Addresses of proxies whose X-Forwarded-For is believed.")
    ] = ()
    rate_limits: Annotated[bool, Meta(description="Limit sign-ups, sign-ins and writes per network and account.")] = (
        True
    )

    @property
    def origin(self) -> str:
        """The address that browsers and sandboxes use, without a slash at the end."""
        return (self.public_url or self._own_address).rstrip("/")

    @property
    def sandbox_origin(self) -> str:
        """Where the sandboxes of payment, customs and carrier answer."""
        return (self.sandbox_url or self._own_address).rstrip("/")

    @property
    def letters_are_shown(self) -> bool:
        """Whether the sandbox shows letters to everybody; never in production, where they open real accounts."""
        return self.sandbox and self.environment != "production"

    @property
    def _own_address(self) -> str:
        host = address_in_network() if self.host in EVERYWHERE else self.host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def keys_path(self) -> Path:
        """The file that holds the key ring."""
        return self.keys_file or self.data_dir / "keys.json"

    def channel_key_path(self, name: str) -> Path:
        """The file that holds a key pair of the sandbox payment channel, made at first use."""
        return self.data_dir / "channels" / f"{name}.pem"


@cache
def address_in_network() -> str:
    """The address by which others in the network reach this machine; 127.0.0.1 where it is in none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way_out:
        try:
            way_out.connect(ELSEWHERE)
        except OSError:
            return "127.0.0.1"
        return str(way_out.getsockname()[0])


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment; an unknown or malformed one is refused with its name."""
    env = os.environ if environ is None else environ
    known = {PREFIX + field.upper(): field for field in Settings.__struct_fields__}
    values: dict[str, Any] = {}
    for name, field in known.items():
        if env.get(name):
            values[field] = _plain(field, env[name])
    if "database_url" not in values and env.get("DATABASE_URL"):
        values["database_url"] = env["DATABASE_URL"]
    unknown = sorted(name for name in env if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise ValueError(f"unknown settings: {', '.join(unknown)}")
    try:
        return msgspec.convert(values, Settings, strict=False, dec_hook=_decode)
    except msgspec.ValidationError as error:
        raise ValueError(f"settings: {error}") from None


def _plain(field: str, text: str) -> Any:
    if field == "trusted_proxies":
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text


def _decode(kind: type, value: Any) -> Any:
    if kind is Path:
        return Path(value).expanduser()
    raise NotImplementedError(kind)
