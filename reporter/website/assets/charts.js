/* Values on tap: loads the vendored plotly once and draws the chart from its data island.
   ES5 syntax for old WeChat engines.  The drawing stays whenever anything is missing or fails. */
(function () {
  "use strict";
  var doc = document, root = doc.documentElement, waiting = null, live = [], opened = [];
  var meta = doc.querySelector && doc.querySelector('meta[name="reporter-plotly"]');
  if (!meta || !window.JSON || !root.classList || !window.addEventListener ||
      !window.CSS || !CSS.supports || !CSS.supports("color", "var(--a)")) { return; }

  function load(sources, done, failed) {
    if (!sources.length) { return done(); }
    var script = doc.createElement("script");
    script.src = sources[0];
    script.onload = function () { load(sources.slice(1), done, failed); };
    script.onerror = failed;
    doc.head.appendChild(script);
  }

  function withPlotly(done, failed) {
    if (window.Plotly) { return done(); }
    if (waiting) { return waiting.push([done, failed]); }
    waiting = [[done, failed]];
    function all(which) {
      var calls = waiting;
      waiting = null;
      calls.forEach(function (call) { call[which](); });
    }
    load(meta.content.split(" "), function () { all(window.Plotly ? 0 : 1); }, function () { all(1); });
  }

  function token(name) { return getComputedStyle(doc.body).getPropertyValue(name).trim(); }

  /* Colours come from the page, so that dark pages have dark charts. */
  function coloured(spec) {
    var axis = { gridcolor: token("--rule"), linecolor: token("--ink"), zerolinecolor: token("--ink2"),
      fixedrange: true, automargin: true };
    spec.data.forEach(function (trace) {
      var fill = trace.customdata ? trace.customdata.map(token) : token(trace.meta[1]);
      trace.marker = trace.marker || {};
      trace.marker.color = fill;
      trace.marker.line = { color: token(trace.meta[0]), width: 1 };
      if (trace.type === "scatter") {
        trace.line = { color: token(trace.meta[0]), width: 1.5 };
        if (trace.fill) { trace.fillcolor = token(trace.meta[1]); }
      }
      if (trace.error_x) { trace.error_x.color = token(trace.type === "bar" ? "--ink" : trace.meta[0]); }
    });
    var layout = spec.layout;
    ["xaxis", "yaxis"].forEach(function (name) {
      layout[name] = layout[name] || {};
      Object.keys(axis).forEach(function (key) { layout[name][key] = axis[key]; });
    });
    (layout.shapes || []).forEach(function (shape) { shape.line = { color: token("--act"), width: 2 }; });
    layout.paper_bgcolor = layout.plot_bgcolor = token("--paper");
    layout.font = { color: token("--ink"), size: 14, family: getComputedStyle(doc.body).fontFamily };
    layout.hoverlabel = { bgcolor: token("--soft"), font: { color: token("--ink"), size: 14 } };
    layout.margin = { l: 8, r: 8, t: 8, b: 8 };
    layout.legend = { orientation: "h", x: 0, y: 1.02, yanchor: "bottom" };
    return spec;
  }

  function Chart(figure) {
    var self = this;
    self.box = figure.querySelector(".chart-box");
    self.data = figure.querySelector(".chart-data");
    self.button = figure.querySelector(".chart-live");
    self.words = self.button.textContent;
    self.button.onclick = function () { if (self.plot) { self.restore(); } else { self.show(); } };
    self.button.hidden = false;
  }
  Chart.prototype.fail = function () {
    this.restore();
    this.button.hidden = true;
  };
  Chart.prototype.show = function () {
    var self = this;
    self.button.disabled = true;
    withPlotly(function () {
      try { self.draw(); } catch (error) { self.fail(); }
      self.button.disabled = false;
    }, function () { self.fail(); });
  };
  Chart.prototype.draw = function () {
    var self = this, spec = coloured(JSON.parse(self.data.textContent)), tall = self.box.offsetHeight;
    self.plot = doc.createElement("div");
    self.plot.className = "chart-plot";
    self.plot.style.height = Math.max(tall, 240) + "px";
    self.box.appendChild(self.plot);
    self.box.classList.add("chart-live-on");
    window.Plotly.newPlot(self.plot, spec.data, spec.layout, {
      displayModeBar: false, responsive: true, locale: root.lang.slice(0, 2) === "en" ? "en" : "zh-CN"
    }).then(null, function () { self.fail(); });
    self.button.textContent = self.button.getAttribute("data-back");
    live.push(self);
  };
  Chart.prototype.restore = function () {
    live = live.filter(function (other) { return other !== this; }, this);
    this.box.classList.remove("chart-live-on");
    if (this.plot) {
      try { window.Plotly.purge(this.plot); } catch (error) { /* never drawn */ }
      this.box.removeChild(this.plot);
    }
    this.plot = null;
    this.button.textContent = this.words;
  };

  function start() {
    [].forEach.call(doc.querySelectorAll("figure.chart"), function (figure) {
      if (figure.querySelector(".chart-live") && figure.querySelector(".chart-data")) { new Chart(figure); }
    });
  }

  /* Paper gets the drawing and the whole table. */
  window.addEventListener("beforeprint", function () {
    live.slice().forEach(function (chart) { chart.restore(); });
    opened = [].filter.call(doc.querySelectorAll(".chart-table"), function (table) { return !table.open; });
    opened.forEach(function (table) { table.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (table) { table.open = false; });
    opened = [];
  });
  /* A change between light and dark draws the open charts again. */
  if (window.MutationObserver) {
    new MutationObserver(function () {
      live.slice().forEach(function (chart) { chart.restore(); chart.show(); });
    }).observe(doc.body, { attributes: true, attributeFilter: ["data-md-color-scheme", "data-md-color-media"] });
  }
  if (doc.readyState === "loading") { doc.addEventListener("DOMContentLoaded", start); } else { start(); }
})();
