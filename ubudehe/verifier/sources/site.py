"""A record on a site, over HTTP or HTTPS."""

import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterable
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.parse import urlsplit

from ubudehe.verifier.sources.source import SourceTooLarge, Unreadable

_SECONDS = 60
"""Without a byte, after which a site counts as gone."""
_LONGEST = 600
"""Seconds that one answer may take, however slowly it drips."""
_CHUNK = 65_536
_GONE = (404, 410)


class _OnlyThere(urllib.request.HTTPRedirectHandler):
    """Follow only within the host that was asked, never from HTTPS to HTTP, and a few times."""

    max_redirections = 5

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        was, to = urlsplit(req.full_url), urlsplit(newurl)
        if to.scheme not in ("https", "http") or (was.scheme, to.scheme) == ("https", "http"):
            raise urllib.error.URLError("a redirection to another kind of address")
        if to.hostname != was.hostname or (to.scheme == was.scheme and to.port != was.port):
            raise urllib.error.URLError("a redirection to another host")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class SiteSource:
    """Files below one address. Answers may be gzip; they are unpacked up to the limit only."""

    is_site = True

    def __init__(self, url: str) -> None:
        self.name = url
        self._base = url.rstrip("/") + "/"
        self._open = urllib.request.build_opener(_OnlyThere).open
        self.requests = 0
        self.received = 0
        """Bytes of answers as they came over the wire, without their heads."""

    def read(self, path: str, most: int) -> bytes | None:
        """Return what the site answers, None where it says that there is nothing."""
        request = urllib.request.Request(  # noqa: S310 - http and https only, checked on opening
            self._base + path, headers={"accept-encoding": "gzip", "user-agent": "ubudehe-verify"}
        )
        self.requests += 1
        try:
            with self._open(request, timeout=_SECONDS) as answer:
                return self._body(answer, path, most)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in _GONE:
                return None
            raise Unreadable(f"{path}: the site answers {error.code}") from error
        except (OSError, HTTPException, ValueError, zlib.error) as error:
            raise Unreadable(f"{path}: {error}") from error

    def listed(self, prefix: str) -> Iterable[str]:
        """A site does not list its files."""
        return ()

    def _body(self, answer, path: str, most: int) -> bytes:  # type: ignore[no-untyped-def]
        coding = answer.headers.get("content-encoding", "identity").lower()
        if coding not in ("identity", "gzip", ""):
            raise Unreadable(f"{path}: packed as {coding}")
        unpack = zlib.decompressobj(wbits=31) if coding == "gzip" else None
        found = bytearray()
        until = time.monotonic() + _LONGEST
        while part := answer.read1(_CHUNK):
            if time.monotonic() > until:
                raise Unreadable(f"{path}: the site answers too slowly")
            self.received += len(part)
            found += part if unpack is None else unpack.decompress(part, most + 1 - len(found))
            if len(found) > most:
                raise SourceTooLarge(f"{path} is larger than such a file can be")
        if unpack is not None and not unpack.eof:
            raise Unreadable(f"{path}: cut short")
        return bytes(found)
