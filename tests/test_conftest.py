"""The strictness that the other tests rely on."""

from __future__ import annotations

import socket

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.base import Origin

FAILED = pytest.fail.Exception


@pytest.mark.parametrize("text", ["{{ nowhere }}", "{{ nowhere.at_all|upper }}"])
def test_undefined_variable_fails_in_our_templates(text: str) -> None:
    ours = Template(text, origin=Origin(str(settings.BASE_DIR / "templates" / "page.html")))

    with pytest.raises(FAILED, match="Undefined template variable nowhere"):
        _render(ours)


def test_undefined_variable_passes_in_templates_of_others() -> None:
    other = Template("{{ nowhere }}", origin=Origin("/usr/lib/python3/site-packages/other/page.html"))

    assert _render(other) == ""


def test_undefined_condition_is_false() -> None:
    ours = Template("{% if nowhere %}yes{% endif %}", origin=Origin(str(settings.BASE_DIR / "templates" / "page.html")))

    assert _render(ours) == ""


def test_other_machines_are_out_of_reach() -> None:
    with pytest.raises(FAILED, match=r"no network in tests"):
        socket.create_connection(("preplainte.example", 80))
    with socket.socket() as one, pytest.raises(FAILED, match=r"no network in tests"):
        one.connect(("192.0.2.1", 80))


def test_this_machine_is_within_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()[:2]):
        pass


def _render(template: Template) -> str:
    return template.render(Context())
