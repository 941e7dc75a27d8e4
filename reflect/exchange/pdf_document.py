"""A web page as a tagged PDF, for reading aloud as well as for paper (PDF/UA-1)."""

from __future__ import annotations

import logging

from reflect.errors import ReflectError


def as_pdf(page: str) -> bytes:
    """Set a page that needs nothing of the network.

    Raises:
        ReflectError: the library that sets it, or one of the system's that it needs, is not there.

    """
    try:
        from weasyprint import HTML  # half a second to load, and not everybody's
        from weasyprint.urls import URLFetcher
    except ImportError:
        raise ReflectError(
            "PDF files need one more package",
            remedy="Install it with: pip install 'reflect-interviews[pdf]'; or print the web page.",
        ) from None
    except OSError as error:  # it is there, and Pango is not
        raise ReflectError(
            f"PDF files need a library of the system that is not there ({error})",
            remedy="Install Pango (doc.courtbouillon.org/weasyprint says how); or print the web page.",
        ) from None
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # it tells of every style it does not know
    fetcher = URLFetcher(allowed_protocols=["data"])
    made: bytes = HTML(string=page, url_fetcher=fetcher).write_pdf(pdf_variant="pdf/ua-1")
    return made
