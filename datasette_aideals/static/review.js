// The review screen with mouse and keyboard. Without this file everything works through forms.
"use strict";

(() => {
  const root = () => document.querySelector("[data-review]");
  if (!root() || !root().querySelector("#review-text")) return;

  const text = () => document.getElementById("review-text");
  const taken = () => document.getElementById("review-taken");
  const say = (message, bad = false) => {
    const place = document.getElementById("review-said");
    place.textContent = message;
    place.classList.toggle("bad", bad);
  };
  const values = () => [...root().querySelectorAll(".value")];
  const current = () => root().querySelector(".value.current");
  let chosen = null; // {quote, start}: the words that are selected, start in code points

  // Values and their words

  const light = (number, { scroll = "words", focus = false } = {}) => {
    root().querySelectorAll(".lit").forEach((node) => node.classList.remove("lit"));
    values().forEach((node) => node.classList.toggle("current", node.dataset.value === number));
    const marks = [...root().querySelectorAll("mark")].filter((mark) => mark.dataset.values.split(" ").includes(number));
    marks.forEach((mark) => mark.classList.add("lit"));
    const item = document.getElementById(`value-${number}`);
    const target = scroll === "words" ? marks[0] : item;
    if (target) target.scrollIntoView({ block: "nearest" });
    if (focus && item) item.querySelector(".field").focus({ preventScroll: scroll === "words" });
  };

  const step = (by) => {
    const all = values();
    const at = all.indexOf(current());
    const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
    if (!next) return;
    light(next.dataset.value, { focus: true });
    next.scrollIntoView({ block: "nearest" });
  };

  // Words that are selected

  const selection = () => {
    const found = document.getSelection();
    if (!found.rangeCount || found.isCollapsed || !text().contains(found.anchorNode) || !text().contains(found.focusNode)) return null;
    const range = found.getRangeAt(0);
    const before = document.createRange();
    before.selectNodeContents(text());
    before.setEnd(range.startContainer, range.startOffset);
    const whole = range.toString();
    const quote = whole.trim();
    if (!quote) return null;
    const lead = whole.length - whole.trimStart().length;
    return { quote, start: [...before.toString(), ...whole.slice(0, lead)].length };
  };

  const places = () => {
    const listed = [];
    root().querySelectorAll("details.correct[open]").forEach((node) => {
      const name = node.closest(".value").querySelector(".name").textContent.trim();
      listed.push([`the words for: ${name}`, node]);
    });
    root().querySelectorAll("details.add").forEach((node) => listed.push([`something missed of deal ${node.dataset.add}`, node]));
    listed.push(["a deal that was missed", document.getElementById("missed")]);
    return listed;
  };

  const offer = () => {
    chosen = selection();
    taken().hidden = !chosen;
    if (!chosen) return;
    document.getElementById("review-taken-words").textContent = chosen.quote;
    const select = document.getElementById("review-taken-for");
    select.replaceChildren(...places().map(([label], index) => new Option(label, index)));
  };

  const take = (node) => {
    node.open = true;
    const quote = node.querySelector("[name=quote]");
    quote.value = chosen.quote;
    node.querySelector("[name=start]").value = chosen.start;
    taken().hidden = true;
    const next = node.querySelector("select, input[type=text]");
    (node.id === "missed" || node.matches(".add") ? next : quote).focus();
    node.scrollIntoView({ block: "nearest" });
  };

  // Sending

  const details = (form, button) => {
    const sent = {};
    const parties = {};
    for (const [name, value] of new FormData(form)) {
      const party = /^(party|role)(\d+)$/.exec(name);
      if (name === "csrftoken") continue;
      if (party) (parties[party[2]] ??= {})[party[1] === "party" ? "name" : "role"] = value;
      else if (/^article\d+$/.test(name)) (sent.articles ??= []).push(value);
      else sent[name] = value;
    }
    const named = Object.values(parties).filter((party) => party.name.trim());
    if (named.length) sent.parties = named;
    if (button && button.name) sent[button.name] = button.value;
    return sent;
  };

  const shown = (change) => {
    const fields = Object.entries(change.fields).map(([name, moved]) => `${name}: ${moved.before ?? "none"} → ${moved.after ?? "none"}`);
    return `${change.state}: ${change.title}${fields.length ? ` (${fields.join(", ")})` : ""}`;
  };

  const refresh = async () => {
    const answer = await fetch(location.pathname, { headers: { accept: "text/html" } });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    root().replaceWith(document.adoptNode(page.querySelector("[data-review]")));
    return true;
  };

  const newer = async () => {
    // The forms stay as they are, with what was typed; only the version they are about is renewed.
    const answer = await fetch(`${location.pathname}.json`);
    if (!answer.ok) return;
    const { version } = await answer.json();
    root().querySelectorAll("form").forEach((form) => {
      const field = form.querySelector("[name=version]");
      if (field && !form.querySelector("[name=deal]")) field.value = version;
    });
  };

  const send = async (form, button) => {
    const token = form.querySelector("[name=csrftoken]");
    const number = current() && current().dataset.value;
    let answer;
    let said;
    try {
      answer = await fetch(`${location.pathname}.json`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-csrftoken": token ? token.value : "" },
        body: JSON.stringify(details(form, button)),
      });
      said = await answer.json();
    } catch {
      say("The server could not be reached. Nothing was lost: try again.", true);
      return;
    }
    if (!said.ok) {
      say(said.error, true);
      if (answer.status === 409) await newer();
      return;
    }
    if (!(await refresh())) return;
    if (number && document.getElementById(`value-${number}`)) light(number, { focus: true });
    say(said.changes.length ? `Kept. ${said.changes.map(shown).join("; ")}` : "Kept. No deal changed.");
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!root().contains(form)) return;
    event.preventDefault();
    if (form === taken()) take(places()[document.getElementById("review-taken-for").value][1]);
    else send(form, event.submitter);
  });

  root().parentElement.addEventListener("click", (event) => {
    // Datasette closes every open part of the page that a click is outside of; here forms stay open.
    event.stopPropagation();
    document.querySelectorAll("header details[open]").forEach((menu) => { menu.open = false; });
    const mark = event.target.closest("#review-text mark");
    const field = event.target.closest(".value .field");
    if (mark && document.getSelection().isCollapsed) {
      event.preventDefault();
      const number = mark.querySelector("a").hash.replace("#value-", "");
      light(number, { scroll: "value", focus: true });
    } else if (mark) {
      event.preventDefault();
    } else if (field) {
      event.preventDefault();
      light(field.closest(".value").dataset.value, { focus: true });
    }
  });

  document.addEventListener("toggle", (event) => event.target.matches && event.target.matches("details.correct") && offer(), true);
  document.addEventListener("selectionchange", () => document.activeElement.closest("#review-taken") || offer());
  document.addEventListener("dragstart", (event) => event.target.closest && event.target.closest("#review-text") && event.preventDefault());

  // Keys

  const inText = (event) => {
    const found = document.getSelection();
    const steps = { ArrowRight: ["forward", "word"], ArrowLeft: ["backward", "word"], ArrowDown: ["forward", "line"], ArrowUp: ["backward", "line"] };
    if (event.key === "Enter" && chosen) {
      event.preventDefault();
      document.getElementById("review-taken-for").focus();
    } else if (steps[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      if (!text().contains(found.focusNode)) found.collapse(text(), 0);
      found.modify(event.shiftKey ? "extend" : "move", ...steps[event.key]);
    } else return false;
    return true;
  };

  const press = (selector) => {
    const button = current() && current().querySelector(selector);
    if (button) button.click();
  };

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    a: () => press("button.accept"),
    r: () => press("button.reject"),
    c: () => {
      const node = current() && current().querySelector("details.correct");
      if (!node) return;
      node.open = true;
      node.querySelector("input[type=text], select, textarea").focus();
    },
    t: () => text().focus(),
    n: () => {
      const node = document.getElementById("missed");
      node.open = true;
      node.querySelector("textarea").focus();
    },
    u: () => {
      const button = root().querySelector(".made-list button");
      if (button) button.click();
    },
  };

  document.addEventListener("keydown", (event) => {
    if (document.activeElement === text() && inText(event)) return;
    if (event.key === "Escape") {
      const open = event.target.closest && event.target.closest("details[open]");
      if (open) {
        open.open = false;
        open.querySelector("summary").focus();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
    const act = keys[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
