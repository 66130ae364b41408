/* Comfort only: every page works without it. */
(function () {
  "use strict";

  var summary = document.getElementById("error-summary");
  if (summary) {
    summary.focus();
  }

  // Quick exit: leave first, the browser forgets meanwhile (the request outlives the page). The page left is replaced
  // in the history. Where a request can't outlive its page, the form is sent as without JavaScript.
  var exit = document.querySelector("form[data-exit]");
  function leave() {
    var away = exit.getAttribute("data-exit");
    if (!navigator.sendBeacon || !navigator.sendBeacon(exit.action, new FormData(exit))) {
      return false;
    }
    window.location.replace(away);
    return true;
  }
  if (exit) {
    exit.addEventListener("submit", function (event) {
      event.stopPropagation(); // pressed again, it leaves again
      if (leave()) {
        event.preventDefault();
      }
    });
    var presses = [];
    document.addEventListener("keydown", function (event) {
      presses = event.key === "Escape" ? presses.concat(event.timeStamp).slice(-3) : [];
      if (presses.length === 3 && presses[2] - presses[0] < 2000) {
        presses = [];
        if (!leave()) {
          exit.submit();
        }
      }
    });
  }

  // A second press of a submit button does nothing. The button is not disabled: a disabled button would drop
  // its name and value from what is sent, and the browser would keep it disabled when the visitor comes back.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.target === "_blank") {
      return; // the page stays where it is: a PDF may be asked for again
    }
    if (form.hasAttribute("data-sent")) {
      event.preventDefault();
      return;
    }
    form.setAttribute("data-sent", "");
    form.setAttribute("aria-busy", "true");
  });

  // Coming back through the browser's cache: the form can be sent again.
  window.addEventListener("pageshow", function () {
    var sent = document.querySelectorAll("form[data-sent]");
    for (var i = 0; i < sent.length; i += 1) {
      sent[i].removeAttribute("data-sent");
      sent[i].removeAttribute("aria-busy");
    }
  });
})();
