"""The pages of the demo: the walk, and the mails that the sink kept."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django import DjangoAssertNumQueries, Settings

from preplainte.demo import mailbox
from preplainte.demo.accounts import PASSWORD
from tests.factories import OfficerFactory, UnitFactory
from units.enums import MailContent, Role

in_demo = pytest.mark.urls("tests.preplainte.demo_urls")
BOX = "brigade@gendarmerie.example"
HTML = (
    '<html><head></head><body style="color:#123"><a href="https://preplainte.example/suivi/x">Suivre</a></body></html>'
)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.RUN_DIR = tmp_path
    (tmp_path / "mail").mkdir()
    return tmp_path / "mail"


def _keep(folder: Path, number: int, *, to: str = BOX, subject: str = "Pré-plainte reçue") -> None:
    message = EmailMessage()
    message["Delivered-To"], message["To"], message["From"], message["Subject"] = (
        to,
        to,
        "a@preplainte.example",
        subject,
    )
    message.set_content("Bonjour <b>,\nhttps://preplainte.example/suivi/x\n")
    message.add_alternative(HTML, subtype="html")
    message.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="rendez-vous é.ics")
    (folder / f"{number}.eml").write_bytes(message.as_bytes())


@pytest.mark.django_db
def test_nothing_of_it_outside_the_demo(client: Client) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("demo:walk")
    assert [client.get(path).status_code for path in ("/demo/", "/demo/courriels/", "/demo/courriels/1/")] == [404] * 3


@in_demo
@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_walk(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    settings.SECURE_MAIL_DOMAINS = ("gendarmerie.example",)
    for number in range(count):
        unit = UnitFactory(
            mailbox=f"b{number}@gendarmerie.example",
            operations_mailbox="corg@gendarmerie.example",
            mail_content=MailContent.ESSENTIALS if number == 0 else MailContent.NOTICE,
        )
        OfficerFactory(username=f"agent{number}", units=[unit])
    OfficerFactory(username="admin", role=Role.ADMINISTRATOR, units=[])

    with django_assert_num_queries(3):
        page = client.get(reverse("demo:walk")).content.decode()

    assert PASSWORD in page
    for number in range(count):
        assert f"agent{number}" in page
        assert f'href="/demo/courriels/?boite={mailbox.key(f"b{number}@gendarmerie.example")}"' in page
    assert page.count("l’essentiel du dossier") == 1
    assert page.count("un avis, sans donnée personnelle") == count - 1
    assert page.count("corg@gendarmerie.example") == 1
    assert "admin" in page


@in_demo
def test_mails_newest_first_and_by_box(client: Client, folder: Path) -> None:
    _keep(folder, 1_000_000, subject="Premier")
    _keep(folder, 2_000_000, subject="Second", to="autre@police.example")
    (folder / "3000000.part").write_bytes(b"half a mes")

    both = client.get(reverse("demo:mails")).content.decode()
    one = client.get(reverse("demo:mails"), {"boite": mailbox.key(BOX)}).content.decode()

    assert both.index("Second") < both.index("Premier")
    assert f"{BOX} (1)" in both
    assert "Premier" in one
    assert "Second" not in one
    assert BOX not in reverse("demo:mails")


@in_demo
def test_no_mail_yet(client: Client, folder: Path) -> None:
    folder.rmdir()

    page = client.get(reverse("demo:mails")).content.decode()

    assert "Déposez une pré-plainte" in page


@in_demo
def test_box_and_page_that_do_not_exist(client: Client, folder: Path) -> None:
    _keep(folder, 1)

    assert client.get(reverse("demo:mails"), {"boite": '"><script>', "page": "x"}).status_code == 200
    for name in ("mail", "mail_html", "mail_source"):
        assert client.get(reverse(f"demo:{name}", args=[2])).status_code == 404
    assert client.get(reverse("demo:attachment", args=[1, 7])).status_code == 404


@in_demo
def test_one_mail(client: Client, folder: Path) -> None:
    _keep(folder, 1_000_000)

    answer = client.get(reverse("demo:mail", args=[1_000_000]))

    page = answer.content.decode()
    assert "Bonjour &lt;b&gt;," in page
    assert '<a href="https://preplainte.example/suivi/x"' in page
    assert "color:#123" not in page
    assert 'src="/demo/courriels/1000000/html/"' in page
    assert "frame-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


@in_demo
def test_html_part_is_shut_in(client: Client, folder: Path) -> None:
    _keep(folder, 1)

    answer = client.get(reverse("demo:mail_html", args=[1]))

    assert answer.content.decode().strip() == HTML.replace("<head>", '<head><base target="_top">')
    policy = {part.strip() for part in answer.headers["Content-Security-Policy"].split(";")}
    assert policy == {
        "default-src 'none'", "style-src 'unsafe-inline'", "img-src data:", "frame-ancestors 'self'", "base-uri 'none'",
        "form-action 'none'", "sandbox allow-top-navigation-by-user-activation",
    }  # fmt: skip
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


@in_demo
def test_attachment_and_source_are_downloads(client: Client, folder: Path) -> None:
    _keep(folder, 1)

    piece = client.get(reverse("demo:attachment", args=[1, 0]))
    source = client.get(reverse("demo:mail_source", args=[1]))

    assert (piece.content, piece.headers["Content-Type"]) == (b"BEGIN:VCALENDAR", "text/calendar")
    assert piece.headers["Content-Disposition"] == "attachment; filename*=utf-8''rendez-vous%20%C3%A9.ics"
    assert source.content == (folder / "1.eml").read_bytes()
    assert source.headers["Content-Disposition"] == 'attachment; filename="1.eml"'
    assert piece.headers["X-Content-Type-Options"] == "nosniff"
