/* The shell's own script: closes the contents, prints, opens details for paper, and lets the search
   run on file://.  ES5, because old WeChat engines read it; nothing on the page needs it. */
(function () {
  "use strict";
  var doc = document;
  var menu = doc.querySelector("[data-sh-menu]");
  var print = doc.querySelector("[data-sh-print]");
  var query = doc.querySelector("[data-md-component=search-query]");
  var opened = [];

  function closeMenu() { if (menu) { menu.open = false; } }

  if (menu) {
    menu.addEventListener("click", function (event) {
      if (event.target.closest && event.target.closest("a")) { closeMenu(); }
    });
    doc.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && menu.open) { closeMenu(); menu.querySelector("summary").focus(); }
    });
    doc.addEventListener("click", function (event) {
      if (menu.open && !menu.contains(event.target)) { closeMenu(); }
    });
  }
  /* Material listens to keys only; dictation, paste and some input methods press none. */
  if (query && window.Event) {
    query.addEventListener("input", function () { query.dispatchEvent(new Event("keyup")); });
  }
  if (print && window.print) {
    print.hidden = false;
    print.addEventListener("click", function () { window.print(); });
  }
  /* Paper shows what is folded away on the screen. */
  window.addEventListener("beforeprint", function () {
    opened = [].slice.call(doc.querySelectorAll("article details:not([open])"));
    opened.forEach(function (each) { each.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (each) { each.open = false; });
    opened = [];
  });

  /* A browser refuses workers on file://: run the search worker in a hidden frame instead. */
  if (location.protocol === "file:") {
    window.Worker = function (url) {
      var self = this, waiting = [], inner = null, listeners = [];
      var frame = doc.createElement("iframe");
      this.addEventListener = function (kind, listener) { if (kind === "message") { listeners.push(listener); } };
      this.removeEventListener = function (kind, listener) {
        listeners = listeners.filter(function (each) { return each !== listener; });
      };
      this.postMessage = function (data) { if (inner) { inner(data); } else { waiting.push(data); } };
      frame.hidden = true;
      frame.title = "";
      frame.setAttribute("aria-hidden", "true");
      doc.body.appendChild(frame);
      var room = frame.contentWindow, script = frame.contentDocument.createElement("script");
      var heard = [];
      room.addEventListener = function (kind, listener) { if (kind === "message") { heard.push(listener); } };
      room.postMessage = function (data) {
        setTimeout(function () { listeners.forEach(function (each) { each.call(self, { data: data }); }); }, 0);
      };
      script.onload = function () {
        inner = function (data) {
          setTimeout(function () { heard.forEach(function (each) { each({ data: data }); }); }, 0);
        };
        waiting.forEach(inner);
        waiting = [];
      };
      script.src = new URL(url, location.href).href;
      frame.contentDocument.body.appendChild(script);
    };
  }
}());
