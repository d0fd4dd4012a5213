"""What a device is asked and what it signed, by ``webauthn``.

``passkeys`` loads this when somebody uses a passkey: it takes 0.4 seconds and 23 MB.
"""

from __future__ import annotations

from collections.abc import Sequence

import webauthn
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

PATIENCE = 5 * 60 * 1000  # milliseconds that a browser waits for somebody to find their key
# a finger or a PIN where the device can; a key that cannot is something beside the password too
CHECKED = UserVerificationRequirement.PREFERRED


def to_make(
    challenge: bytes,
    known: Sequence[bytes],
    *,
    host: str,
    house: str,
    handle: bytes,
    address: str,
    name: str,
) -> str:
    """What a browser needs to make a passkey for somebody who has those that are known, as JSON.

    ``house`` is shown to them, ``handle`` is by what the device knows the account. Who made the
    device is not asked.
    """
    return webauthn.options_to_json(
        webauthn.generate_registration_options(
            rp_id=host,
            rp_name=house,
            user_id=handle,
            user_name=address,
            user_display_name=name,
            challenge=challenge,
            timeout=PATIENCE,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED, user_verification=CHECKED
            ),
            exclude_credentials=_named(known),
        )
    )


def to_sign(challenge: bytes, known: Sequence[bytes], *, host: str) -> str:
    """What a browser needs to have one of those that are known sign, as JSON."""
    return webauthn.options_to_json(
        webauthn.generate_authentication_options(
            rp_id=host,
            challenge=challenge,
            timeout=PATIENCE,
            allow_credentials=_named(known),
            user_verification=CHECKED,
        )
    )


def made(answer: str, challenge: bytes, *, host: str, origin: str) -> VerifiedRegistration:
    """The passkey that a browser's JSON tells of; raises what ``webauthn`` does."""
    return webauthn.verify_registration_response(
        credential=answer,
        expected_challenge=challenge,
        expected_rp_id=host,
        expected_origin=origin,
    )


def read(answer: str) -> AuthenticationCredential:
    """What a browser's JSON says was signed, by which passkey, not yet checked; raises likewise."""
    return parse_authentication_credential_json(answer)


def checked(
    said: AuthenticationCredential,
    challenge: bytes,
    *,
    host: str,
    origin: str,
    public_key: bytes,
    uses: int,
) -> VerifiedAuthentication:
    """The same once it is checked, the device's count with it; raises likewise."""
    return webauthn.verify_authentication_response(
        credential=said,
        expected_challenge=challenge,
        expected_rp_id=host,
        expected_origin=origin,
        credential_public_key=public_key,
        credential_current_sign_count=uses,
    )


def _named(known: Sequence[bytes]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=one) for one in known]
