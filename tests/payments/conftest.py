"""Keys that channels and merchants sign with; making one takes a while, so all tests share two."""

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key


@pytest.fixture(scope="session")
def key() -> RSAPrivateKey:
    """Ours."""
    return generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def strange_key() -> RSAPrivateKey:
    """That of somebody we have nothing to do with."""
    return generate_private_key(public_exponent=65537, key_size=2048)
