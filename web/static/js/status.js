// What the page says of itself: the state of saving, always visible, and words for those who listen.

const TEXTS = {
  saving: "正在保存…",
  saved: "已保存",
  offline: "未联网，已存在本机",
  conflict: "有冲突，请选择",
  expired: "登录已过期",
  error: "暂时没有存上，已存在本机",
};

// Only these are worth interrupting a listener for; "saving" and "saved" follow every second of typing.
const TOLD = new Set(["offline", "conflict", "expired", "error"]);

let shown = "saved";

// Show a state of saving. `text` replaces the usual words; `action` is a button: { label, run }.
export function showState(state, { text = TEXTS[state], at = "", action = null } = {}) {
  const place = document.getElementById("save-state");
  const words = at ? `${text} ${at}` : text;
  if (state !== shown && (TOLD.has(state) || TOLD.has(shown))) announce(words);
  shown = state;
  if (!place) return;
  place.setAttribute("aria-live", "off");
  place.dataset.state = state;
  place.replaceChildren(words);
  if (action) place.append(" ", button(action));
}

export const stateShown = () => shown;

function button({ label, run }) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "save-state__action";
  made.textContent = label;
  made.addEventListener("click", run);
  return made;
}

// The time of day of an answer, in the country's one time zone.
export function timeOf(moment) {
  const date = new Date(moment);
  if (Number.isNaN(date.getTime())) return String(moment ?? "");
  return date.toLocaleTimeString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false });
}

// Say something politely; several things said at once are said together.
let waiting = [];

export function announce(text) {
  if (!text) return;
  waiting.push(text);
  if (waiting.length > 1) return;
  setTimeout(() => {
    region().textContent = [...new Set(waiting)].join("。");
    waiting = [];
  }, 150);
}

function region() {
  let found = document.getElementById("announcements");
  if (!found) {
    found = document.createElement("p");
    found.id = "announcements";
    found.className = "visually-hidden";
    found.setAttribute("role", "status");
    found.setAttribute("aria-live", "polite");
    document.body.append(found);
  }
  return found;
}

// The region must be there before something is said in it.
export const prepareToAnnounce = region;

// A notice at the head of the form, for what should stay readable.
export function showNotice(text, { kind = "information", id = "form-notice" } = {}) {
  const notice = document.getElementById(id) ?? document.createElement("p");
  notice.id = id;
  notice.className = `notice notice--${kind}`;
  notice.textContent = text;
  const form = document.getElementById("section-form");
  if (!notice.isConnected) (form ?? document.querySelector("main > h1") ?? document.querySelector("main")).before(notice);
  announce(text);
}

export function removeNotice(id = "form-notice") {
  document.getElementById(id)?.remove();
}
