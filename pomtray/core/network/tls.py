"""Whom one trusts in TLS, and who one is there: paths only, what is in the files is read where it is used."""

from __future__ import annotations

from typing import Final

from pomtray.core.light_dataclass import dataclass

_PASSPHRASE: Final = "passphrase\n"  # noqa: S105 a name, not a secret


@dataclass(frozen=True, slots=True)
class Tls:
    """What a route's or a provider's requests have that others have not (`pomerium.md` §9 rule 11)."""

    authorities: tuple[str, ...] = ()
    """CA files (PEM), besides the system's."""
    certificate: str = ""
    """A client certificate: PEM, or PKCS#12 with the key in it; "" for none."""
    key: str = ""
    """Its key (PEM), where that is a file of its own."""

    @property
    def locked_file(self) -> str:
        """The file whose key may have a passphrase."""
        return self.key or self.certificate

    def trusting(self, authority: str) -> Tls:
        """The same, with one more CA file; "" for none."""
        return Tls((*self.authorities, authority), self.certificate, self.key) if authority else self


def tls_of(ca: str, certificate: str, key: str) -> Tls:
    return Tls((ca,) if ca else (), certificate, key)


def passphrase_name(file: str) -> str:
    """Under what name the vault keeps the passphrase of `file`; no provider's name has a line end in it."""
    return f"{_PASSPHRASE}{file}"


def is_passphrase(name: str) -> bool:
    """Whether that name is one of those."""
    return name.startswith(_PASSPHRASE)
