"""The keyboard’s way through a page: where Tab stops, in which order, whether it shows; what each control is called."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

CONTROLS = {
    "button", "checkbox", "combobox", "DisclosureTriangle", "link", "listbox", "menuitem", "radio", "searchbox",
    "slider", "spinbutton", "switch", "tab", "textbox",
}  # fmt: skip
MORE = 4
"""Presses beyond the last stop, to see Tab leave the page."""
PARTS_OF_A_DATE = 4
"""Stops within the browser's own question for a date: day, month, year, calendar."""
# How the page's elements look without the focus, and the order in which they stand.
PREPARE = """() => {
  const style = document.createElement("style");
  style.textContent = "* { transition: none !important; }";
  document.head.append(style);
  const look = (element) => {
    const near = [element, element.nextElementSibling, element.parentElement, element.closest("fieldset")];
    return near.filter(Boolean).map((one) => {
      const s = getComputedStyle(one);
      const outline = s.outlineStyle === "none" ? "" : `${s.outlineStyle} ${s.outlineWidth} ${s.outlineColor}`;
      return [outline, s.boxShadow, s.borderColor, s.backgroundColor, s.clipPath].join("|");
    }).join("||");
  };
  const all = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]"
  )];
  // Tab starts from the top, wherever the page has put the focus.
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
  const plain = new Map(all.map((one) => [one, look(one)])), stops = [];
  // Told by the next press, before it moves the focus: the page has then scrolled, and one message a stop is enough.
  document.addEventListener("keydown", () => {
    const one = document.activeElement, place = all.indexOf(one), box = one.getBoundingClientRect();
    stops.push({place, tag: one.outerHTML.replace(/>[^]*/, ">"), shown: look(one) !== plain.get(one),
                inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth});
  }, true);
  window.keyboard = {all, stops};
}"""
# What Tab must reach: shown, enabled; of radio buttons of one name, the group counts once.
REACHABLE = """() => window.keyboard.all.flatMap((one, place) => {
  const hidden = one.disabled || one.tabIndex < 0 || !one.checkVisibility({visibilityProperty: true})
    || one.closest("details:not([open])") && !one.matches("details:not([open]) > summary");
  if (hidden) return [];
  return [{place, tag: one.outerHTML.replace(/>[^]*/, ">"), group: one.type === "radio" ? one.name : ""}];
})"""


def wrong_with_tabs(page: Page) -> list[str]:
    """Tab through the whole page: what is skipped, unseen, or keeps the focus for ever.

    What has a place of its own in the order (a positive ``tabindex``) comes before the top, and so is never reached.
    """
    page.evaluate(PREPARE)
    expected: list[dict[str, Any]] = page.evaluate(REACHABLE)
    dates = sum('type="date"' in one["tag"] or 'type="time"' in one["tag"] for one in expected)
    for _ in range(len(expected) + dates * (PARTS_OF_A_DATE - 1) + MORE):
        page.keyboard.press("Tab")
    found: list[dict[str, Any]] = page.evaluate("window.keyboard.stops")[1:]  # the first was pressed at the top
    stops: list[dict[str, Any]] = []
    for stop in found:
        if stop["place"] == -1 or (stops and stop["place"] == stops[0]["place"]):
            return [*_skipped(expected, stops), *_badly_shown(stops)]
        stops.append(stop)
    return [*_skipped(expected, stops), f"Tab never leaves the page: {stops[-1]['tag'] if stops else ''}"]


def _skipped(expected: list[dict[str, Any]], stops: list[dict[str, Any]]) -> list[str]:
    met = {stop["place"] for stop in stops}
    groups = {one["group"] for one in expected if one["group"] and one["place"] in met}
    return [
        f"never reached: {one['tag']}" for one in expected if one["place"] not in met and one["group"] not in groups
    ]


def _badly_shown(stops: list[dict[str, Any]]) -> list[str]:
    return [
        *(f"its focus doesn’t show: {stop['tag']}" for stop in stops if not stop["shown"]),
        *(f"focused out of sight: {stop['tag']}" for stop in stops if not stop["inside"]),
    ]


def nameless(page: Page) -> list[str]:
    """Controls that a screen reader has no name for, as Chromium's own accessibility tree tells."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        f"{role} {node.get('backendDOMNodeId')}"
        for node in nodes
        if not node["ignored"]
        and (role := node.get("role", {}).get("value")) in CONTROLS
        and not node.get("name", {}).get("value", "").strip()
    ]
