"""A device with one passkey, in software: it makes and signs what a browser hands on (WebAuthn)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url as base64url

ADDRESS = "https://makers.example"
PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


@dataclass
class Device:
    """What a browser on ``origin`` has at hand; ``uses`` counts what it signed."""

    origin: str = ADDRESS
    uses: int = 0
    counts: bool = True
    host: str | None = None  # another than was asked, for what a browser would not do
    id: bytes = field(default_factory=lambda: token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, options: str) -> str:
        """The browser's answer when a passkey is to be made, as JSON."""
        asked = json.loads(options)
        about = self._about(asked["rp"]["id"], PRESENT | VERIFIED | WITH_KEY) + self._public()
        statement = {"fmt": "none", "attStmt": {}, "authData": about}
        said = {
            "clientDataJSON": base64url(self._client("webauthn.create", asked["challenge"])),
            "attestationObject": base64url(cbor2.dumps(statement)),
            "transports": ["internal"],
        }
        return self._credential(said)

    def sign(self, options: str) -> str:
        """The browser's answer when somebody logs in, as JSON."""
        asked = json.loads(options)
        self.uses += self.counts
        about = self._about(asked["rpId"], PRESENT | VERIFIED)
        client = self._client("webauthn.get", asked["challenge"])
        signature = self.key.sign(about + sha256(client).digest(), ec.ECDSA(SHA256()))
        said = {
            "clientDataJSON": base64url(client),
            "authenticatorData": base64url(about),
            "signature": base64url(signature),
            "userHandle": None,
        }
        return self._credential(said)

    def _credential(self, said: dict[str, Any]) -> str:
        name = base64url(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": said})

    def _client(self, what: str, challenge: str) -> bytes:
        said = {"type": what, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _about(self, host: str, flags: int) -> bytes:
        named = sha256((self.host or host).encode()).digest()
        return named + bytes([flags]) + self.uses.to_bytes(4, "big")

    def _public(self) -> bytes:
        point = self.key.public_key().public_numbers()
        cose = {
            1: 2,
            3: -7,
            -1: 1,
            -2: point.x.to_bytes(32, "big"),
            -3: point.y.to_bytes(32, "big"),
        }
        return bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(cose)
