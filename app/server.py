"""The server around `main.py`: who may call it, and what a page of it may load."""

from __future__ import annotations

import webbrowser
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.settings import ADDRESS, HOSTS

# Streamlit 1.67 needs inline scripts and eval. What counts: nothing is loaded from elsewhere, and nothing sent there
CONTENT_SECURITY_POLICY: Final = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "connect-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "frame-src 'self' blob: data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SecurityHeaders:
    """Adds `HEADERS` to every response, and keeps pages out of the browser's cache."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if headers.get("content-type", "").startswith("text/html"):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self.app(scope, receive, send_with_headers)


def serve(settings: Mapping[str, Any], *, open_browser: bool) -> None:
    """Serve the app until it is stopped, and print where it is.

    Args:
        settings: Streamlit's options by name; a "server.port" of 0 takes a free one.
        open_browser: Whether to open it in the owner's browser.
    """

    @asynccontextmanager
    async def announced(_: st.App) -> AsyncIterator[None]:
        url = f"http://{ADDRESS}:{st.get_option('server.port')}"
        print(f"refnet is at {url}", flush=True)
        if open_browser:
            webbrowser.open(url)
        yield

    app = st.App(
        Path(__file__).with_name("main.py"),
        lifespan=announced,
        middleware=[Middleware(SecurityHeaders), Middleware(TrustedHostMiddleware, allowed_hosts=list(HOSTS))],
    )
    app.run(config=settings)
