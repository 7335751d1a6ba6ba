/* The shell's own script: closes the contents, marks the chapter being read, keeps the chosen look, prints,
   opens details for paper, fetches the search when it is wanted and lets it run on file://.
   ES5, because old WeChat engines read it; nothing on the page needs it. */
(function () {
  "use strict";
  var doc = document;
  var menu = doc.querySelector("[data-sh-menu]");
  var print = doc.querySelector("[data-sh-print]");
  var query = doc.querySelector("[data-md-component=search-query]");
  var search = doc.querySelector("meta[name=reporter-search]");
  var looks = [].slice.call(doc.querySelectorAll(".sh-look input"));
  var root = doc.documentElement, opened = [];

  root.className = root.className.replace("no-js", "js");

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

  /* Material's script, its worker and the index are four fifths of what a page would load and serve the search
     alone: they come when somebody searches. */
  function told() { query.dispatchEvent(new Event("keyup")); }
  function wanted() {
    if (!search) { return; }
    var script = doc.createElement("script");
    script.src = search.content;
    search = null;
    script.onload = told;
    script.onerror = function () {
      var meta = doc.querySelector(".md-search-result__meta");
      meta.textContent = meta.getAttribute("data-failed");
    };
    doc.body.appendChild(script);
  }
  if (query && window.Event) {
    query.addEventListener("focus", function () { doc.getElementById("__search").checked = true; wanted(); });
    /* Material listens to keys only; dictation, paste and some input methods press none. */
    query.addEventListener("input", told);
    doc.querySelector(".sh-search-open").addEventListener("click", function (event) {
      /* Within the click: iOS opens its keyboard only then, and what is typed at once is not lost.
         The label would tick the box afterwards, which the focus has done, and so close the form. */
      event.preventDefault();
      doc.getElementById("__search").checked = true;
      query.focus();
    });
    doc.addEventListener("keydown", function (event) {
      var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.nodeName);
      if (search && !typing && event.key === "/") { event.preventDefault(); query.focus(); }
    });
  }

  /* The look: as the system until one is chosen, which the next page remembers. */
  function look(chosen, index) {
    var body = doc.body, media = chosen.getAttribute("data-md-color-media");
    var scheme = chosen.getAttribute("data-md-color-scheme"), system = media === "(prefers-color-scheme)";
    body.setAttribute("data-md-color-scheme", scheme);
    if (system) { body.removeAttribute("data-md-color-media"); } else { body.setAttribute("data-md-color-media", media); }
    looks.forEach(function (other) { other.nextElementSibling.hidden = other !== chosen; });
    return { index: index, color: { media: media, scheme: scheme } };
  }
  if (looks.length) {
    var stored = null;
    try { stored = window.__md_get("__palette"); } catch (error) { /* storage is shut */ }
    var first = stored && looks[stored.index] ? stored.index : 0;
    looks[first].checked = true;
    look(looks[first], first);
    looks.forEach(function (each, index) {
      each.addEventListener("change", function () {
        var chosen = look(each, index);
        /* A report in one file has no other page that would have to remember it. */
        if (window.__md_set) { window.__md_set("__palette", chosen); }
      });
    });
  }

  /* The contents beside the text mark the chapter being read. */
  var entries = [].slice.call(doc.querySelectorAll(".sh-contents [data-sh-toc] a")), due = false;
  function mark() {
    due = false;
    var here = 0;
    entries.forEach(function (entry, index) {
      var target = doc.getElementById(decodeURIComponent(entry.hash.slice(1)));
      if (target && target.getBoundingClientRect().top < 120) { here = index; }
    });
    entries.forEach(function (entry, index) {
      if (index !== here) { entry.removeAttribute("aria-current"); return; }
      entry.setAttribute("aria-current", "location");
      /* A long list of contents scrolls inside itself: what is being read stays in sight. */
      var box = entry.closest(".sh-contents"), top = entry.getBoundingClientRect().top - box.getBoundingClientRect().top;
      if (top < 40 || top > box.clientHeight - 60) { box.scrollTop += top - box.clientHeight / 2; }
    });
  }
  if (entries.length && entries[0].offsetParent && window.requestAnimationFrame) {
    window.addEventListener("scroll", function () {
      if (!due) { due = true; requestAnimationFrame(mark); }
    });
    mark();
  }

  /* A link into something folded away opens it. */
  function unfold() {
    var target = location.hash && doc.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var each = target, folded = false; each; each = each.parentElement) {
      if (each.nodeName === "DETAILS" && !each.open) { each.open = folded = true; }
    }
    if (folded) { target.scrollIntoView(); }
  }
  window.addEventListener("hashchange", unfold);
  unfold();

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
