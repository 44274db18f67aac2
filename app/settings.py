"""Every setting of the server and its theme, so that no configuration file in the home or present folder counts."""

from __future__ import annotations

from typing import Any, Final

from refnet.limits import FILE_BYTES

ADDRESS: Final = "127.0.0.1"
HOSTS: Final = ("localhost", "127.0.0.1")
"""The names by which a browser may call the app. A web page of elsewhere that has its own name lead here is refused."""

_LIGHT: Final = {
    "primaryColor": "#0F6B63",
    "backgroundColor": "#FBFAF7",
    "secondaryBackgroundColor": "#F1EEE7",
    "textColor": "#1B2430",
    "borderColor": "#DDD8CC",
    "linkColor": "#0F6B63",
    "sidebar.backgroundColor": "#F1EEE7",
    "sidebar.secondaryBackgroundColor": "#FBFAF7",
    "sidebar.borderColor": "#DDD8CC",
}
_DARK: Final = {
    "primaryColor": "#4FC3B3",
    "backgroundColor": "#11171D",
    "secondaryBackgroundColor": "#1C252E",
    "textColor": "#E8EDF2",
    "borderColor": "#313C47",
    "linkColor": "#4FC3B3",
    "sidebar.backgroundColor": "#161D24",
    "sidebar.secondaryBackgroundColor": "#1C252E",
    "sidebar.borderColor": "#29333D",
}

SETTINGS: Final[dict[str, Any]] = {
    "server.address": ADDRESS,
    "server.allowedHosts": list(HOSTS),
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.fileWatcherType": "none",
    "server.headless": True,  # The browser is opened here, without Streamlit's question for an e-mail address
    "server.maxUploadSize": FILE_BYTES // (1024 * 1024),
    "browser.gatherUsageStats": False,
    "client.disableDataExport": True,  # Its CSV keeps cells that a spreadsheet would run
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,  # They would send the error's text, which may hold names, to search engines
    "client.toolbarMode": "minimal",
    "logger.hideWelcomeMessage": True,
    "runner.magicEnabled": False,
    "theme.baseRadius": "10px",
    "theme.buttonRadius": "10px",
    "theme.headingFontSizes": ["2.1rem", "1.3rem", "1.1rem"],
    "theme.headingFontWeights": [700, 650, 600],
    "theme.showSidebarBorder": True,
    "theme.showWidgetBorder": True,
    **{f"theme.light.{name}": value for name, value in _LIGHT.items()},
    **{f"theme.dark.{name}": value for name, value in _DARK.items()},
}
