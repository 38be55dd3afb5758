"""Public pages."""

from ubudehe.web.pages import Pages

pages = Pages()
