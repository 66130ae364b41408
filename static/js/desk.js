/* A page of the desk kept up to date while it is looked at. Comfort only: reloading it does the same. */
(function () {
  "use strict";

  var say = document.querySelector("[data-live-say]");
  if (!say || !window.fetch || !window.DOMParser) {
    return;
  }
  var EVERY = Number(say.getAttribute("data-every")) || 30000;
  var seen = "";
  var said = "";
  var news = "";
  var timer = null;
  var asking = false;
  var stopped = false;

  function address() {
    var query = new URLSearchParams(window.location.search);
    query.set("fragment", "1");
    query.set("depuis", say.getAttribute("data-since"));
    query.set("vu", seen);
    return window.location.pathname + "?" + query.toString();
  }

  function tell(words) {
    if (words !== said) {
      said = words;
      say.textContent = words;
    }
  }

  // ---- putting the new in place of the old, where it differs ----

  function keyed(body) {
    var rows = {};
    for (var i = 0; i < body.children.length; i += 1) {
      rows[body.children[i].getAttribute("data-key")] = body.children[i];
    }
    return rows;
  }

  // Ticks are the officer's: what the server sends has none.
  function keepTicks(from, to) {
    var boxes = from.querySelectorAll("input[type=checkbox]:checked");
    for (var i = 0; i < boxes.length; i += 1) {
      var same = to.querySelector('input[name="' + boxes[i].name + '"][value="' + boxes[i].value + '"]');
      if (same) {
        same.checked = true;
      }
    }
  }

  // The element in focus is kept as it is, and what stands around it is replaced.
  function swap(old, fresh) {
    if (old.isEqualNode(fresh)) {
      return;
    }
    keepTicks(old, fresh);
    if (!old.contains(document.activeElement)) {
      old.replaceWith(fresh);
      return;
    }
    if (old === document.activeElement || old.children.length !== fresh.children.length) {
      return; // next time, when the focus has gone elsewhere
    }
    var ours = Array.prototype.slice.call(old.children);
    var theirs = Array.prototype.slice.call(fresh.children);
    ours.forEach(function (child, place) {
      swap(child, theirs[place]);
    });
    old.className = fresh.className;
  }

  function swapRows(old, fresh) {
    var ours = keyed(old);
    var rows = Array.prototype.slice.call(fresh.children);
    var wanted = keyed(fresh);
    Object.keys(ours).forEach(function (key) {
      if (!wanted[key] && !ours[key].contains(document.activeElement)) {
        ours[key].remove();
      }
    });
    var before = old.firstElementChild;
    rows.forEach(function (row) {
      var mine = ours[row.getAttribute("data-key")];
      while (before && before !== mine && !wanted[before.getAttribute("data-key")]) {
        before = before.nextElementSibling; // gone from the list, kept for the focus it has
      }
      if (!mine) {
        old.insertBefore(row, before);
        return;
      }
      if (mine === before) {
        before = mine.nextElementSibling;
      } else if (!mine.contains(document.activeElement)) {
        old.insertBefore(mine, before); // moving it would lose the focus
      }
      swap(mine, row);
    });
  }

  function swapRegion(old, fresh) {
    var ours = old.querySelector("tbody");
    var theirs = fresh.querySelector("tbody");
    if (!ours || !theirs) {
      swap(old, fresh);
      return;
    }
    swapRows(ours, theirs);
    var pages = old.querySelector(".pagination");
    var newPages = fresh.querySelector(".pagination");
    if (pages && newPages) {
      swap(pages, newPages);
    } else if (newPages) {
      old.appendChild(newPages);
    } else if (pages && !pages.contains(document.activeElement)) {
      pages.remove();
    }
  }

  // What stood under the eyes stays there, whatever grew above: the row in focus, or else the first one in sight.
  function anchor() {
    if (window.scrollY === 0) {
      return null;
    }
    var focused = document.activeElement.closest("[data-key]");
    var rows = Array.prototype.slice.call(document.querySelectorAll("[data-key]"));
    var row = (focused ? [focused] : []).concat(rows).find(function (one) {
      var box = one.getBoundingClientRect();
      return box.top >= 0 && box.top < window.innerHeight;
    });
    return row ? { key: row.getAttribute("data-key"), top: row.getBoundingClientRect().top } : null;
  }

  function show(html) {
    var fresh = new DOMParser().parseFromString(html, "text/html");
    if (fresh.querySelector("[data-live-end]")) {
      window.location.reload(); // nothing more will change by itself: the page has other buttons now
      return;
    }
    var held = anchor();
    document.documentElement.style.overflowAnchor = "none";
    fresh.querySelectorAll("[data-live]").forEach(function (region) {
      var old = document.querySelector('[data-live="' + region.getAttribute("data-live") + '"]');
      if (old) {
        swapRegion(old, region);
      }
    });
    var row = held && document.querySelector('[data-key="' + held.key + '"]');
    if (row) {
      window.scrollBy(0, row.getBoundingClientRect().top - held.top);
    }
    document.documentElement.style.overflowAnchor = "";
    news = fresh.querySelector("[data-live-say]").textContent;
    tell(news);
    document.dispatchEvent(new CustomEvent("desk:refreshed"));
  }

  // ---- asking, only while the page is looked at ----

  function stop(words) {
    stopped = true;
    window.clearInterval(timer);
    tell(words);
  }

  function answered(response) {
    if (response.status === 204) {
      tell(news);
      return null;
    }
    if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) {
      stop(say.getAttribute("data-out"));
      return null;
    }
    if (!response.ok) {
      throw new Error(String(response.status));
    }
    var mark = response.headers.get("X-Seen");
    return response.text().then(function (html) {
      seen = mark;
      show(html);
    });
  }

  function ask() {
    if (stopped || asking || document.hidden) {
      return;
    }
    asking = true;
    fetch(address(), { redirect: "manual", credentials: "same-origin", cache: "no-store" })
      .then(answered)
      .catch(function () {
        tell(say.getAttribute("data-away"));
      })
      .then(function () {
        asking = false;
      });
  }

  timer = window.setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
})();
