// What every page's module needs: queries, words, calls to the server, messages, keys.
export const $ = (query, root = document) => root.querySelector(query);
export const $$ = (query, root = document) => [...root.querySelectorAll(query)];

export const make = (tag, attributes = {}, ...children) => {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) el.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) el.setAttribute(name, value);
  }
  el.append(...children);
  return el;
};

const language = document.documentElement.lang;
const table = await fetch(`${document.body.dataset.static}/words/${language}.json`).then(answer => answer.json());

// The words of a key, its gaps filled.
export const t = (key, gaps = {}) => (table[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(gaps[name] ?? ""));
export const code = (kind, value) => table[`${kind}.${value}`] ?? value;

export class Refused extends Error {
  constructor(status, body) {
    super(body?.detail ? t(String(body.detail)) : t("problem.network"));
    this.status = status;
    this.body = body;
  }
}

// Call the API. Throws Refused where the server says no, with its answer.
export const call = async (method, path, body) => {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: {
        Accept: "application/json",
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(method === "GET" ? {} : { "X-CSRF-Token": $("meta[name=csrf]").content }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Refused(0, null);
  }
  const found = await answer.json().catch(() => null);
  if (!answer.ok) throw new Refused(answer.status, found);
  return found;
};

export const toast = (words, kind = "ok") => {
  const el = make("p", { class: `toast ${kind}` }, words);
  $("#toasts").append(el);
  setTimeout(() => el.remove(), kind === "bad" ? 9000 : 3500);
};

// Keys: by the letter on the key cap, so that they work with an Arabic layout as well.
const handlers = [];
export const onKey = (name, run, { typing = false } = {}) => handlers.push({ name, run, typing });
const CAPS = { Slash: "/", Comma: ",", Period: "." };
const capOf = event => {
  if (event.key === "?") return "?";
  if (/^Key[A-Z]$/.test(event.code)) return (event.shiftKey ? "shift+" : "") + event.code[3].toLowerCase();
  if (event.code in CAPS && event.key.length === 1) return event.shiftKey && CAPS[event.code] === "/" ? "?" : CAPS[event.code];
  return (event.shiftKey && event.key.length > 1 ? "shift+" : "") + event.key;
};
let before = "";
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "checkbox";
  if (document.querySelector("dialog[open]")) return;
  const cap = capOf(event);
  const both = `${before} ${cap}`;
  before = cap;
  for (const wanted of [both, cap]) {
    const handler = handlers.find(h => h.name === wanted && (h.typing || !typing));
    if (handler && handler.run(event) !== false) {
      event.preventDefault();
      before = "";
      return;
    }
  }
});

// Move among the items of a list: the one that has the focus is the current one.
export const stepper = (items, first = 0) => by => {
  const list = items().filter(el => el.offsetParent !== null);
  if (!list.length) return null;
  const at = list.findIndex(el => el === document.activeElement || el.contains(document.activeElement));
  const next = list[at < 0 ? (by > 0 ? first : list.length - 1) : Math.max(0, Math.min(list.length - 1, at + by))];
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return next;
};
