// Rows of a table: added and removed without loading the page again, numbered anew each time, and brought back if wanted.

import { enhance } from "./enhance.js";
import { fieldId, fieldOf, ownOf } from "./fields.js";
import { announce } from "./status.js";

const NEW = "__row__";
const UNDO_FOR = 30_000;

let autosave = null;

export function watchRows(form, saver) {
  autosave = saver;
  form.addEventListener("click", (event) => {
    const add = event.target.closest("button[name=_add]");
    const remove = event.target.closest("button[name=_remove]");
    if (add) {
      event.preventDefault();
      const row = addRow(fieldOf(add).querySelector("table.grid"));
      row?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    } else if (remove?.closest("tr[data-row]")) {
      event.preventDefault();
      removeRow(remove.closest("tr[data-row]"));
    }
  });
}

const rowsOf = (table) => [...table.tBodies[0].rows].filter((each) => each.dataset.row !== undefined);
const templateOf = (table) => fieldOf(table)?.querySelector("template.grid__new");

export function canAddRow(table) {
  return Boolean(templateOf(table)) && rowsOf(table).length < Number(table.dataset.maxRows);
}

// Add a blank row at the end.
export function addRow(table, { quiet = false } = {}) {
  if (!canAddRow(table)) return null;
  const field = fieldOf(table);
  const row = templateOf(table).content.querySelector("tr").cloneNode(true);
  const number = rowsOf(table).length;
  renumber(row, fieldId(field), NEW, number);
  title(row, rowsOf(table)[0], number);
  table.tBodies[0].append(row);
  enhance(row);
  showAdd(table);
  if (!quiet) announce(`已增加第${number + 1}行`);
  return row;
}

function removeRow(row) {
  const table = row.closest("table.grid");
  const rows = rowsOf(table);
  const index = rows.indexOf(row);
  if (rows.length <= Math.max(1, Number(table.dataset.minRows))) {
    empty(table, row, index);
    return;
  }
  row.remove();
  renumberAll(table);
  changed(table);
  offerUndo(table, `已删除第${index + 1}行`, () => {
    const after = rowsOf(table)[index];
    if (after) after.before(row);
    else table.tBodies[0].append(row);
    renumberAll(table);
    return row;
  });
}

// The last row that must stay is emptied instead.
function empty(table, row, index) {
  const controls = [...row.querySelectorAll("input, select, textarea")];
  const before = controls.map((each) => [each.value, each.checked]);
  for (const each of controls) {
    if (each.matches("[type=checkbox], [type=radio]")) each.checked = false;
    else each.value = "";
    each.dispatchEvent(new Event("tidu:set", { bubbles: true }));
  }
  changed(table);
  offerUndo(table, `已清空第${index + 1}行`, () => {
    controls.forEach((each, place) => {
      if (each.matches("[type=checkbox], [type=radio]")) [, each.checked] = before[place];
      else [each.value] = before[place];
      each.dispatchEvent(new Event("tidu:set", { bubbles: true }));
    });
    return row;
  });
}

function changed(table) {
  showAdd(table);
  autosave?.touch(fieldOf(table));
}

// A sentence and a button below the table, until something else is done with it.
function offerUndo(table, words, undo) {
  const field = fieldOf(table);
  ownOf(field, ".grid__undo").forEach((each) => each.remove());
  const line = document.createElement("p");
  line.className = "grid__undo";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "grid__add";
  button.textContent = "撤销";
  button.setAttribute("aria-label", `撤销：${words}`);
  button.addEventListener("click", () => {
    const row = undo();
    line.remove();
    changed(table);
    announce("已撤销");
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
  setTimeout(() => line.remove(), UNDO_FOR);
  line.append(`${words}。`, button);
  table.closest(".grid__scroll").after(line);
  button.focus();
  announce(words);
}

function showAdd(table) {
  const button = ownOf(fieldOf(table), "button.grid__add[name]")[0];
  if (button) button.hidden = !canAddRow(table);
}

// --- Names and ids that carry the row's number -------------------------------------------------------------------

function renumberAll(table) {
  const field = fieldId(fieldOf(table));
  // two steps, so that no id stands twice while a radio button would lose its tick
  rowsOf(table).forEach((row, number) => renumber(row, field, row.dataset.row, `moving${number}`));
  rowsOf(table).forEach((row, number) => {
    renumber(row, field, `moving${number}`, number);
    title(row, row, number);
  });
}

const ATTRIBUTES = ["id", "name", "for", "value", "data-for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-activedescendant", "list"];

function renumber(row, field, from, to) {
  const dashed = field.replaceAll(".", "-");
  const patterns = [
    [new RegExp(`^${escape(field)}\\.${from}(?=\\.|$)`), `${field}.${to}`],
    [new RegExp(`^input-${escape(dashed)}-${from}(?=-)`), `input-${dashed}-${to}`],
    [new RegExp(`^field-${escape(dashed)}-row-${from}(?=-|$)`), `field-${dashed}-row-${to}`],
  ];
  row.dataset.row = to;
  for (const element of row.querySelectorAll("*")) {
    for (const attribute of ATTRIBUTES) {
      if (!element.hasAttribute(attribute) || (attribute === "value" && !element.matches("button"))) continue;
      const words = element.getAttribute(attribute).split(" ");
      const renamed = words.map((word) => patterns.reduce((text, [old, now]) => text.replace(old, now), word));
      element.setAttribute(attribute, renamed.join(" "));
    }
  }
}

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

// "第3行" in the heading of the row and on its button, in the words of another row.
function title(row, like, number) {
  const heading = row.querySelector("th");
  const words = firstText(like.querySelector("th")).replace(/\d+/, number + 1);
  setFirstText(heading, words);
  const button = row.querySelector(".grid__remove");
  const label = like.querySelector(".grid__remove")?.getAttribute("aria-label");
  if (button && label) button.setAttribute("aria-label", label.replace(/\d+/, number + 1));
}

const firstText = (element) => element.firstChild?.textContent ?? "";

function setFirstText(element, words) {
  if (element.firstChild) element.firstChild.textContent = words;
  else element.textContent = words;
}
