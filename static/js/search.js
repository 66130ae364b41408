/* « / » leads to the search box of the desk, from anywhere but a field. */
(function () {
  "use strict";

  var box = document.querySelector("[data-search]");
  if (!box) {
    return;
  }
  document.addEventListener("keydown", function (event) {
    var from = event.target;
    if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) {
      return;
    }
    if (from.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(from.tagName)) {
      return;
    }
    event.preventDefault();
    box.focus();
    box.select();
  });
})();
