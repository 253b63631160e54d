"use strict";
// Every text comes from the data block and becomes a text node: nothing of it is ever parsed.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const SLICE = 100;
  const SEVERITIES = ["critical", "high", "medium", "low", "info"];
  const main = document.getElementById("main");

  // --- small things --------------------------------------------------------------------------

  const el = (name, attributes, ...children) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value === false || value === null || value === undefined) continue;
      if (key === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
      else if (key === "width") node.style.width = value;
      else node.setAttribute(key, value === true ? "" : value);
    }
    node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
    return node;
  };
  const draw = (...nodes) => main.replaceChildren(...nodes.flat().filter((node) => node));
  const store = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) {
      try { if (value) localStorage.setItem(key, value); else localStorage.removeItem(key); } catch { /* from disk some browsers keep nothing */ }
    },
  };
  const count = (n, one, many) => `${n.toLocaleString("en")} ${n === 1 ? one : many || one + "s"}`;
  const web = (text) => /^https?:\/\/[^\s]+$/.test(text);
  const linked = (text) => text.split(/(`[^`]+`| )/).map((word) =>
    web(word) ? el("a", { href: word, rel: "noopener noreferrer" }, word)
      : /^`[^`]+`$/.test(word) ? el("code", {}, word.slice(1, -1)) : word);

  // --- what is known of each finding -----------------------------------------------------------

  const commit = (n) => (n === null || n === undefined ? null : data.commits[n]);
  const folder = (path) => {
    const at = path.lastIndexOf("/");
    return at < 0 ? "(top)" : path.slice(0, at).split("/").slice(0, 2).join("/") + "/";
  };
  const all = data.findings.map((one, index) => {
    const rule = data.rules[one.rule];
    const first = one.places[0];
    const since = first ? commit(first.commit) : null;
    const status = one.change === "absent" ? "absent" : one.accepted ? "suppressed" : "reported";
    const found = {
      ...one, index, status,
      name: rule.name, id: rule.id, vendor: rule.vendor || "(none)",
      author: since && since.author ? since.author : "(not known)",
      date: (one.life && one.life.since ? one.life.since : since ? since.date : "").slice(0, 10),
      where: first ? (first.part === "content" ? `${first.path}:${first.line}:${first.column}` : `${first.path} (in its ${first.part})`) : "",
      folder: first ? folder(first.path) : "(none)",
      state: one.life ? one.life.state : "",
      days: one.life ? one.life.days : null,
    };
    found.text = [found.name, found.id, found.vendor, found.author, one.shown, one.fingerprint, since ? since.id : "",
      ...one.places.map((at) => at.path)].join("\n").toLowerCase();
    return found;
  });
  const reported = all.filter((found) => found.status === "reported");
  const done = (found) => found.steps.reduce((sum, _, n) => sum + (store.get(tick(found, n)) ? 1 : 0), 0);
  const tick = (found, n) => `stanch:${found.fingerprint || found.index}:${n}`;

  // --- where one is: the part of the address behind `#` -----------------------------------------

  const address = () => {
    const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
    return { path: path || "", query: new URLSearchParams(query || "") };
  };
  const toTable = (filter) => "#/findings?" + new URLSearchParams({ status: "reported", ...filter });

  // --- overview ----------------------------------------------------------------------------------

  const card = (number, what, href) => el("li", {}, el("b", {}, number.toLocaleString("en")), href ? el("a", { href }, what) : what);
  const tally = (items, key) => {
    const counts = new Map();
    for (const item of items) counts.set(item[key], (counts.get(item[key]) || 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  };
  const chart = (title, rows, filter, kind) => {
    if (!rows.length) return null;
    const top = Math.max(...rows.map((row) => row[1]));
    const id = `chart-${title.replace(/\W/g, "-")}`;
    return el("section", { "aria-labelledby": id }, el("h2", { id }, title), el("ul", { class: "bars" },
      rows.slice(0, 10).map(([name, n]) => el("li", {},
        filter ? el("a", { href: toTable({ [filter]: name }), class: kind ? `sev ${name}` : null, title: name }, name) : el("span", { class: "label" }, name),
        el("i", { width: `${(100 * n) / top}%`, "aria-hidden": "true", class: n ? null : "none" }),
        el("span", {}, n.toLocaleString("en"))))),
      rows.length > 10 ? el("p", { class: "soft" }, `and ${rows.length - 10} more`) : null);
  };
  const exposure = () => {
    const bounds = [[1, "less than a day"], [7, "up to a week"], [31, "up to a month"], [92, "up to three months"], [366, "up to a year"], [Infinity, "longer than a year"]];
    const known = reported.filter((found) => found.days !== null && found.days !== undefined);
    const rows = bounds.map(([most, name], n) => [name, known.filter((found) =>
      found.days < most && (n === 0 || found.days >= bounds[n - 1][0])).length]);
    return known.length ? chart("Days exposed", rows, null) : null;
  };
  const timeline = () => {
    const months = new Map();
    const add = (date, which) => {
      if (!/^\d{4}-\d\d/.test(date)) return;
      const month = date.slice(0, 7);
      if (!months.has(month)) months.set(month, [0, 0]);
      months.get(month)[which] += 1;
    };
    for (const found of reported) {
      add(found.date, 0);
      if (found.life && found.life.removed) add(found.life.removed, 1);
    }
    const rows = [...months].sort((a, b) => (a[0] < b[0] ? 1 : -1));
    if (!rows.length) return null;
    const top = Math.max(...rows.map(([, pair]) => Math.max(...pair)));
    const bar = (n, kind) => el("i", { class: kind, width: n ? `${(100 * n) / top}%` : "0", "aria-hidden": "true", hidden: !n });
    return el("section", { "aria-labelledby": "timeline" }, el("h2", { id: "timeline" }, "Timeline"),
      el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Timeline by month" }, el("ul", { class: "bars time" }, rows.map(([month, [came, went]]) => el("li", {},
        el("span", { class: "label" }, month),
        el("div", {}, bar(came, "came"), bar(went, "removed")),
        el("span", {}, [came && `${came} introduced`, went && `${went} removed`].filter(Boolean).join(", ")))))));
  };
  const overview = () => {
    const by = (status) => all.filter((found) => found.status === status).length;
    const lives = tally(reported.filter((found) => found.state), "state");
    const changes = tally(reported.filter((found) => found.change), "change");
    draw(
      el("h1", { tabindex: "-1" }, "Secrets: overview"),
      el("p", { class: "soft" }, [data.source, data.where, `${count(data.blobs, "input")} read`].filter(Boolean).join(" · ")),
      data.complete ? null : el("p", { class: "alert", role: "note" }, `Incomplete: ${count(data.unread.length, "input")} could not be read and may hold secrets.`),
      el("ul", { class: "cards" },
        card(reported.length, "reported", toTable({})),
        card(reported.filter((found) => found.failing).length, "at or above the gate", null),
        changes.map(([name, n]) => card(n, name, toTable({ change: name }))),
        by("absent") ? card(by("absent"), "no longer there", "#/findings?status=absent") : null,
        lives.map(([name, n]) => card(n, name, toTable({ state: name }))),
        card(by("suppressed"), "suppressed", "#/findings?status=suppressed"),
        card(data.unread.length, "not read", null)),
      reported.length ? null : el("p", {}, data.complete ? "No secrets found." : "No secrets in what could be read."),
      el("div", { class: "charts" },
        chart("By severity", SEVERITIES.map((name) => [name, reported.filter((found) => found.severity === name).length]).filter((row) => row[1]), "severity", true),
        chart("By vendor", tally(reported, "vendor"), "vendor"),
        chart("By author", tally(reported, "author"), "author"),
        chart("By folder", tally(reported, "folder"), "folder"),
        timeline(), exposure()),
      data.unread.length ? el("section", {}, el("h2", {}, "Not read"), el("ul", {}, data.unread.slice(0, 200).map(([path, why]) => el("li", {}, el("span", { class: "path" }, path), `: ${why}`)))) : null,
      data.warnings.length ? el("section", {}, el("h2", {}, "Warnings"), el("ul", {}, data.warnings.map((text) => el("li", {}, text)))) : null);
  };

  // --- table ---------------------------------------------------------------------------------------

  const FILTERS = ["status", "severity", "vendor", "author", "folder", "confidence", "state", "change"];
  const COLUMNS = [["severity", "Severity"], ["name", "What"], ["where", "Where"], ["date", "Since"], ["author", "Author"]];
  const rank = (found, key) => (key === "severity" ? SEVERITIES.indexOf(found.severity) : found[key]);
  const chosen = (query) => {
    const words = (query.get("q") || "").toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = FILTERS.filter((key) => query.get(key)).map((key) => [key, query.get(key)]);
    const rows = all.filter((found) => wanted.every(([key, value]) => String(found[key]) === value) && words.every((word) => found.text.includes(word)));
    const key = query.get("sort");
    if (key) {
      const way = query.get("way") === "down" ? -1 : 1;
      rows.sort((a, b) => { const x = rank(a, key), y = rank(b, key); return x < y ? -way : x > y ? way : a.index - b.index; });
    }
    return rows;
  };
  let drawAll = () => {};
  const table = (query) => {
    const change = (key, value) => {
      const next = new URLSearchParams(query);
      if (value) next.set(key, value); else next.delete(key);
      query = next;
      history.replaceState(null, "", "#/findings?" + next);
      fill();
    };
    const body = el("tbody", {});
    const told = el("p", { role: "status", "aria-live": "polite" });
    const more = el("button", { type: "button", class: "more", on: { click: () => slice() } }, "Show more");
    let rows = [], drawn = 0, waiting = 0;
    const tags = (...words) => words.filter(Boolean).map((word) => [" ", el("span", { class: "tag" }, word)]);
    const row = (found) => el("tr", {},
      el("td", {}, el("span", { class: `sev ${found.severity}` }, found.severity)),
      el("td", {}, el("a", { href: `#/finding/${found.index}` }, found.name), " ", el("code", {}, found.shown),
        tags(found.change, found.state, found.steps.length && done(found) ? `${done(found)} of ${found.steps.length} done` : "")),
      el("td", { class: "path" }, found.where, found.places.length > 1 ? ` and ${found.places.length - 1} more` : ""),
      el("td", { class: "date" }, found.date), el("td", {}, found.author));
    const slice = (n = SLICE) => {
      body.append(...rows.slice(drawn, drawn + n).map(row));
      drawn = Math.min(rows.length, drawn + n);
      more.hidden = drawn >= rows.length;
    };
    const heads = COLUMNS.map(([key, title]) => el("th", { scope: "col" }, el("button", { type: "button", on: { click: () => {
      if (query.get("sort") === key && query.get("way") !== "down") change("way", "down");
      else { query.delete("way"); change("sort", key); }
    } } }, title)));
    const fill = () => {
      rows = chosen(query);
      drawn = 0;
      body.replaceChildren();
      slice();
      told.textContent = `${count(rows.length, "finding")} of ${all.length.toLocaleString("en")}`;
      COLUMNS.forEach(([key], n) => {
        if (query.get("sort") === key) heads[n].setAttribute("aria-sort", query.get("way") === "down" ? "descending" : "ascending");
        else heads[n].removeAttribute("aria-sort");
      });
    };
    const search = el("input", { type: "search", id: "search", value: query.get("q") || "", placeholder: "name, path, author, commit …",
      on: { input: (event) => { clearTimeout(waiting); const text = event.target.value; waiting = setTimeout(() => change("q", text), 120); } } });
    const select = (key) => {
      const options = key === "severity" ? SEVERITIES.filter((name) => all.some((found) => found.severity === name))
        : tally(all.filter((found) => found[key]), key).map((pair) => pair[0]).slice(0, 500);
      const value = query.get(key) || "";
      if (value && !options.includes(value)) options.push(value);
      if (options.length < 2 && !value) return null;
      return el("label", {}, key === "state" ? "life" : key, el("select", { "data-key": key, on: { change: (event) => change(key, event.target.value) } },
        el("option", { value: "" }, "all"), options.map((name) => el("option", { value: name, selected: name === value }, name))));
    };
    drawAll = () => slice(5000);
    draw(
      el("h1", { tabindex: "-1" }, "Findings"),
      el("form", { class: "filters", role: "search", on: { submit: (event) => event.preventDefault() } }, el("label", {}, "search ( / )", search), FILTERS.map(select)),
      told,
      el("div", { role: "region", "aria-label": "Findings", tabindex: "0" }, el("table", {}, el("thead", {}, el("tr", {}, heads)), body)),
      more);
    fill();
    new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting) && drawn < rows.length) slice(); }, { rootMargin: "600px" }).observe(more);
  };

  // --- one finding -----------------------------------------------------------------------------------

  const short = (refs) => refs.slice(0, 20).map((name) => name.replace(/^refs\/(?:heads|tags)\//, "")).join(", ")
    + (refs.length > 20 ? ` and ${refs.length - 20} more` : "");
  const pair = (name, ...value) => [el("dt", {}, name), el("dd", {}, value)];
  const place = (at) => {
    const made = commit(at.commit);
    const text = at.part === "content" ? `${at.path}:${at.line}:${at.column}` : `${at.path} (in its ${at.part})`;
    return el("li", {}, el("span", { class: "path" }, text), made ? el("span", { class: "soft" }, ` commit ${made.id.slice(0, 12)}, ${made.date.slice(0, 10)}, ${made.author}: ${made.summary}`) : null);
  };
  const list = (title, places) => (places.length ? el("section", {}, el("h2", {}, title), el("ol", { class: "places" }, places.slice(0, 200).map(place)),
    places.length > 200 ? el("p", { class: "soft" }, `and ${places.length - 200} more`) : null) : null);
  const page = (found) => {
    const rule = data.rules[found.rule];
    const life = found.life;
    const state = el("p", { role: "status", "aria-live": "polite", class: "soft" });
    const tell = () => { state.textContent = `${done(found)} of ${found.steps.length} done. Ticks are kept in this browser only.`; };
    const line = found.context;
    draw(
      el("p", {}, el("a", { href: "#/findings?status=" + found.status }, "← all findings")),
      el("h1", { tabindex: "-1" }, found.name, " ", el("code", {}, found.shown)),
      el("p", {}, el("span", { class: `sev ${found.severity}` }, found.severity), ` · ${found.confidence} confidence`,
        found.environment === "any" ? "" : ` · ${found.environment} environment`, found.change ? ` · ${found.change}` : "", found.state ? ` · ${found.state}` : ""),
      found.accepted ? el("p", { class: "alert" }, `Accepted by ${found.accepted.join(": ")}`) : null,
      line ? el("pre", { "aria-label": "The line, with secrets hidden" }, line[0], el("mark", {}, line[1]), line[2], line[3] > 1 ? ` (${line[3]} lines)` : "") : null,
      rule.why ? el("p", {}, rule.why) : null,
      el("section", {}, el("h2", {}, "What to do"), el("ul", { class: "todo" }, found.steps.map((step, n) => el("li", {}, el("label", {},
        el("input", { type: "checkbox", checked: Boolean(store.get(tick(found, n))), on: { change: (event) => { store.set(tick(found, n), event.target.checked ? "1" : ""); tell(); } } }),
        el("span", {}, linked(step)))))), state),
      el("section", {}, el("h2", {}, "Details"), el("dl", {},
        pair("Rule", el("code", {}, found.id)), pair("Vendor", found.vendor), pair("Length", count(found.length, "character")),
        found.facts.flatMap(([name, value]) => pair(name, value)), found.notes.flatMap((note) => pair("Note", note)),
        life ? pair("Life", [life.state, life.days === null ? "" : count(life.days, "day"), life.removed ? `removed ${life.removed.slice(0, 10)} by ${life.by}` : ""].filter(Boolean).join(", ")) : [],
        life && life.branches.length ? pair("Branches", short(life.branches)) : [],
        life && life.tags.length ? pair("Tags", short(life.tags)) : [],
        rule.docs && web(rule.docs) ? pair("About it", linked(rule.docs)) : [],
        pair("Fingerprint", el("code", {}, found.fingerprint || "none")))),
      list(found.places.length === 1 ? "Where" : `Where: ${count(found.places.length, "place")}`, found.places),
      list("Its other half", found.companions));
    tell();
  };

  // --- all of it -----------------------------------------------------------------------------------

  const show = (first) => {
    if (location.hash === "#main") { main.querySelector("h1").focus(); return; }
    const { path, query } = address();
    const [kind, number] = path.split("/");
    drawAll = () => {};
    if (kind === "findings") table(query);
    else if (kind === "finding" && all[Number(number)]) page(all[Number(number)]);
    else overview();
    for (const link of document.querySelectorAll("nav a")) {
      const mine = kind === "finding" ? "findings" : kind;
      if (link.dataset.view === (mine === "findings" ? "findings" : "")) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (first) return;
    scrollTo(0, 0);
    main.querySelector("h1").focus({ preventScroll: true });
  };
  const theme = document.getElementById("theme");
  const NEXT = { "": "light", light: "dark", dark: "" };
  const paint = (name) => {
    if (name) document.documentElement.dataset.theme = name; else delete document.documentElement.dataset.theme;
    theme.textContent = `Theme: ${name || "system"}`;
  };
  let painted = NEXT[store.get("stanch:theme")] === undefined ? "" : store.get("stanch:theme") || "";
  theme.addEventListener("click", () => { painted = NEXT[painted]; store.set("stanch:theme", painted); paint(painted); });
  document.getElementById("print").addEventListener("click", () => print());
  addEventListener("beforeprint", () => drawAll());
  addEventListener("hashchange", () => show(false));
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || /^(?:INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    event.preventDefault();
    if (!document.getElementById("search")) { location.hash = toTable({}); show(false); }
    document.getElementById("search").focus();
  });
  paint(painted);
  show(true);
})();
