/* Comfort only: every page works without it. */
(function () {
  "use strict";

  var summary = document.getElementById("error-summary");
  if (summary) {
    summary.focus();
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
