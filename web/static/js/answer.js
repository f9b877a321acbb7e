// Putting on the page what an answer of the server brings: fields, messages, the state of sections, the score.
//
// A field that somebody is busy with keeps its inputs as they are; only what stands around them changes.

import { enhance } from "./enhance.js";
import { controlsOf, fieldOf, findField, labelOf, ownOf, parse } from "./fields.js";
import { announce } from "./status.js";

// The HTML last put on the page for each field, so that what did not change is left alone.
const applied = new Map();

export function applyAnswer(form, answer, isBusy) {
  const before = visibleLabels(form);
  for (const each of answer.fields ?? []) applyField(form, each, isBusy);
  for (const each of answer.messages ?? []) applyMessages(form, each);
  applySections(answer.sections ?? []);
  applyProgress(answer);
  if (typeof answer.score_html === "string") applyScore(answer.score_html);
  hideEmptyGrids(form);
  tellAppeared(form, before);
}

// Put a field's HTML on the page even if it is the same as before: after a conflict, or when a row was left out.
export function replaceField(form, id, html) {
  const field = findField(id, form);
  const fresh = fieldIn(html, id);
  if (!field || !fresh) return null;
  applied.set(id, html);
  field.replaceWith(fresh);
  enhance(fresh);
  return fresh;
}

function applyField(form, { id, html, visible }, isBusy) {
  const field = findField(id, form);
  if (!field) return;
  if (html && applied.get(id) !== html) {
    if (isBusy(id, field)) {
      const fresh = fieldIn(html, id);
      if (fresh) patchAround(field, fresh);
      applied.delete(id);
    } else {
      replaceField(form, id, html);
    }
  }
  const now = findField(id, form);
  if (now && visible !== undefined && now.hidden === Boolean(visible)) {
    if (visible || !now.contains(document.activeElement)) now.hidden = !visible;
  }
}

// A field from its HTML, also when that is a grid of which it is one row.
function fieldIn(html, id) {
  const content = parse(html);
  return content.querySelector(`[data-field="${CSS.escape(id)}"]`);
}

// What stands around the inputs: errors, figures reckoned, what is wrong with which input.
function patchAround(field, fresh) {
  copyState(field, fresh);
  placeError(field, ownOf(fresh, ".field__error").find((each) => !each.closest("[data-row]")));
  for (const row of ownOf(field, "fieldset[data-row]")) {
    const other = fresh.querySelector(`fieldset[data-row="${CSS.escape(row.dataset.row)}"]`);
    copyState(row, other);
    placeError(row, other?.querySelector(".field__error"));
  }
  for (const kind of [".field__reckoning", ".field__uses"]) {
    const [old] = ownOf(field, kind);
    const [now] = ownOf(fresh, kind);
    if (old && now) old.replaceWith(now);
  }
  if (ownOf(fresh, ".field__origin").length === 0) ownOf(field, ".field__origin").forEach((each) => each.remove());
  copyFigures(field, fresh);
  for (const control of ownOf(fresh, "input[id], select[id], textarea[id]")) copyMarks(control);
}

const STATES = ["field--error", "field--warning"];

function copyState(place, fresh) {
  for (const state of STATES) place.classList.toggle(state, fresh?.classList.contains(state) ?? false);
}

const MARKS = ["aria-invalid", "data-warned", "aria-describedby", "aria-required"];

function copyMarks(from) {
  const control = document.getElementById(from.id);
  if (!control) return;
  for (const mark of MARKS) {
    if (from.hasAttribute(mark)) control.setAttribute(mark, from.getAttribute(mark));
    else if (mark !== "aria-describedby") control.removeAttribute(mark);
  }
}

function copyFigures(field, fresh) {
  const old = ownOf(field, "output");
  const now = ownOf(fresh, "output");
  if (old.length !== now.length) return;
  old.forEach((each, index) => {
    if (each.innerHTML !== now[index].innerHTML) each.innerHTML = now[index].innerHTML;
  });
}

function applyMessages(form, { id, errors_html: html, carried }) {
  const field = findField(id, form);
  if (!field) return;
  if (carried === false) ownOf(field, ".field__origin").forEach((each) => each.remove()); // it is another answer now
  const error = html ? errorElement(field, html) : null;
  const blocks = Boolean(error?.querySelector("p:not(.field__warning)"));
  placeError(field, error);
  field.classList.toggle("field--error", blocks);
  field.classList.toggle("field--warning", Boolean(error) && !blocks);
  const ident = `${field.id}-error`;
  for (const control of controlsOf(field).filter((each) => each.type !== "hidden")) {
    const words = (control.getAttribute("aria-describedby") ?? "").split(/\s+/).filter((each) => each && each !== ident);
    if (html && !control.closest("table, fieldset")) words.push(ident);
    if (words.length > 0) control.setAttribute("aria-describedby", words.join(" "));
    else control.removeAttribute("aria-describedby");
    if (!blocks) control.removeAttribute("aria-invalid");
    if (!error) control.removeAttribute("data-warned");
  }
}

// The messages alone, or the whole element that holds them.
function errorElement(field, html) {
  const content = parse(html);
  const whole = content.querySelector(".field__error");
  if (whole) return whole;
  const made = document.createElement("div");
  made.className = "field__error";
  made.id = `${field.id}-error`;
  made.append(content);
  return made;
}

// Put an error where the server would: behind the hint, else behind the label.
function placeError(place, error) {
  const isField = place.hasAttribute("data-field");
  const own = (selector) => [...place.querySelectorAll(selector)].find((each) => (isField ? fieldOf(each) === place && !each.closest("[data-row]") : true));
  const old = own(".field__error");
  if (!error) {
    old?.remove();
    return;
  }
  if (old?.innerHTML === error.innerHTML) return;
  announce(error.textContent.trim());
  if (old) {
    old.replaceWith(error);
    return;
  }
  const hint = own(".field__hint");
  const above = hint?.closest(".field__more") ?? hint ?? own(".field__label");
  if (above) above.after(error);
  else place.prepend(error);
}

const TAGS = { started: "progress", complete: "done", wrong: "wrong" };

function applySections(sections) {
  for (const { id, state, label } of sections) {
    for (const link of document.querySelectorAll(`[data-section-link="${CSS.escape(id)}"]`)) {
      link.dataset.state = state;
      const words = link.querySelector(".section-state");
      if (!words) continue;
      words.className = `section-state tag tag--${TAGS[state] ?? "neutral"}`;
      if (words.textContent.trim() !== label) words.textContent = label;
    }
  }
}

function applyProgress({ answered, asked }) {
  for (const [name, value] of Object.entries({ answered, asked })) {
    if (value === undefined) continue;
    for (const place of document.querySelectorAll(`[data-${name}]`)) place.textContent = value;
  }
}

// The panel keeps what was opened in it, where it was scrolled to, and the focus.
function applyScore(html) {
  const panel = document.getElementById("score-panel");
  if (!panel || applied.get("#score-panel") === html) return;
  applied.set("#score-panel", html);
  const open = new Set([...panel.querySelectorAll("details[open]")].map(nameOf));
  const focused = panel.contains(document.activeElement) ? nameOf(document.activeElement.closest("details")) : null;
  const { scrollTop } = panel;
  const fresh = parse(html);
  const inside = fresh.querySelector("#score-panel");
  panel.replaceChildren(...(inside ?? fresh).childNodes);
  for (const each of panel.querySelectorAll("details")) {
    if (open.has(nameOf(each))) each.open = true;
    if (focused !== null && nameOf(each) === focused) each.querySelector("summary")?.focus({ preventScroll: true });
  }
  panel.scrollTop = scrollTop;
}

// What a <details> is called across answers.
const nameOf = (details) => details?.dataset.id ?? null;

// While nothing can be sent, the score is older than the answers.
export function markScoreStale(isStale) {
  const panel = document.getElementById("score-panel");
  if (!panel) return;
  const old = panel.querySelector(".score-stale");
  if (!isStale) {
    old?.remove();
    return;
  }
  if (old) return;
  const words = document.createElement("p");
  words.className = "score-stale";
  words.textContent = "未联网，得分待更新";
  panel.prepend(words);
}

// A yearly grid all of whose rows are hidden would show only its headings.
function hideEmptyGrids(form) {
  for (const grid of form.querySelectorAll(".grid--yearly")) {
    const rows = [...grid.querySelectorAll("tr.field-row")];
    grid.closest(".grid__scroll").hidden = rows.length > 0 && rows.every((each) => each.hidden);
  }
}

function visibleLabels(form) {
  return new Set([...form.querySelectorAll("[data-field]")].filter((each) => each.checkVisibility()).map((each) => each.dataset.field));
}

function tellAppeared(form, before) {
  const appeared = [...form.querySelectorAll("[data-field]")].filter(
    (each) => !before.has(each.dataset.field) && each.checkVisibility(),
  );
  if (appeared.length > 0) announce(`新出现：${appeared.slice(0, 5).map(labelOf).join("、")}`);
}
