// The filter box of a published folder. Without this script the box stays hidden and the lists are there.
// Not a module, as browsers do not load modules from a folder on disk.
(function () {
  "use strict";

  var MOST = 100;
  var form = document.getElementById("find");
  var found = document.getElementById("found");
  if (!form || !found) return;

  var root = form.dataset.root;
  var fields = {
    q: document.getElementById("find-words"),
    type: document.getElementById("find-type"),
    status: document.getElementById("find-status"),
    year: document.getElementById("find-year"),
  };
  var status = found.querySelector(".found");
  var table = found.querySelector("table");
  var deals = null;
  var loading = null;

  // "Société Générale" is found by "societe generale".
  function folded(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  }

  function read(index) {
    deals = index.deals.map(function (row) {
      var deal = {};
      index.columns.forEach(function (name, place) { deal[name] = row[place]; });
      deal.words = index.words;
      deal.text = folded([deal.title, deal.parties, index.words.type[deal.type], index.words.status[deal.status]].join(" "));
      deal.year = (deal.date || "").slice(0, 4);
      return deal;
    });
    ["type", "status"].forEach(function (name) {
      Object.keys(index.words[name]).forEach(function (term) { offer(fields[name], term, index.words[name][term]); });
    });
    var years = {};
    deals.forEach(function (deal) { if (deal.year) years[deal.year] = true; });
    Object.keys(years).sort().reverse().forEach(function (year) { offer(fields.year, year, year); });
  }

  function offer(select, value, label) {
    var option = document.createElement("option");
    option.value = value;
    option.textContent = label;
    select.appendChild(option);
  }

  function load() {
    if (!loading) {
      loading = location.protocol === "file:" ? fromScript() : fromServer();
      loading = loading.then(read);
      loading.catch(function () {
        loading = null;
        found.hidden = false;
        status.textContent = "The list of deals could not be loaded. The lists on this site work without it.";
      });
    }
    return loading;
  }

  function fromServer() {
    return fetch(root + "data/index.json").then(function (response) {
      if (!response.ok) throw new Error(response.status);
      return response.json();
    });
  }

  // Pages on disk may not fetch, but may run a script that lies beside them.
  function fromScript() {
    return new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = root + "data/index.js";
      script.onload = function () { resolve(window.aidealsIndex); };
      script.onerror = reject;
      document.head.appendChild(script);
    });
  }

  function wanted() {
    var query = {};
    Object.keys(fields).forEach(function (name) {
      var value = fields[name].value.trim();
      if (value) query[name] = value;
    });
    return query;
  }

  function fits(deal, query, words) {
    return (!query.type || deal.type === query.type) &&
      (!query.status || deal.status === query.status) &&
      (!query.year || deal.year === query.year) &&
      words.every(function (word) { return deal.text.indexOf(word) >= 0; });
  }

  function show() {
    var query = wanted();
    var narrowed = Object.keys(query).length > 0;
    remember(query);
    if (!narrowed) {
      found.hidden = true;
      return;
    }
    load().then(function () {
      var words = folded(query.q || "").split(/\s+/).filter(Boolean);
      var fitting = deals.filter(function (deal) { return fits(deal, query, words); });
      status.textContent = fitting.length === 0 ? "No deal fits." :
        (fitting.length === 1 ? "1 deal fits." : fitting.length.toLocaleString("en") + " deals fit.") +
        (fitting.length > MOST ? " The newest " + MOST + " are shown." : "");
      var body = table.tBodies[0];
      body.replaceChildren.apply(body, fitting.slice(0, MOST).map(line));
      table.hidden = fitting.length === 0;
      found.hidden = false;
    }, function () {});
  }

  function line(deal) {
    var row = document.createElement("tr");
    var head = document.createElement("th");
    var link = document.createElement("a");
    head.scope = "row";
    head.className = "what";
    link.href = root + "deals/" + encodeURIComponent(deal.id) + ".html";
    link.textContent = deal.title;
    head.appendChild(link);
    row.appendChild(head);
    cell(row, "How much", deal.amount || "not stated", "figure sum");
    cell(row, "When", deal.when || "not dated", "when");
    cell(row, "State", deal.words.status[deal.status], "");
    cell(row, "Type", deal.words.type[deal.type], "");
    return row;
  }

  function cell(row, label, text, kind) {
    var made = document.createElement("td");
    made.dataset.label = label;
    made.className = kind;
    made.textContent = text;
    row.appendChild(made);
  }

  function remember(query) {
    // Addresses on disk can't be changed by a page.
    if (location.protocol === "file:") return;
    var text = new URLSearchParams(query).toString();
    history.replaceState(null, "", text ? "?" + text : location.pathname);
  }

  function start() {
    var query = new URLSearchParams(location.search);
    form.hidden = false;
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("input", show);
    form.addEventListener("focusin", function () { load().catch(function () {}); }, { once: true });
    fields.q.value = query.get("q") || query.get("organization") || "";
    if (!["q", "organization", "type", "status", "year"].some(function (name) { return query.get(name); })) return;
    load().then(function () {
      ["type", "status", "year"].forEach(function (name) { fields[name].value = query.get(name) || ""; });
      show();
    }, function () {});
  }

  start();
})();
