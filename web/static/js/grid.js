// Tables and yearly columns that feel like a spreadsheet: keys between the cells, and pasting a block over them.

import { asCellValue, parseBlock } from "./clipboard.js";
import { addRow, canAddRow } from "./rows.js";
import { announce } from "./status.js";

const CELLS = "input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea";
const TEXTS = "input:not([type=hidden], [type=checkbox], [type=radio], [type=date]), textarea";

export function watchGrids(form) {
  form.addEventListener("keydown", onKey);
  form.addEventListener("paste", onPaste);
  // arriving in a cell by key selects it, as a spreadsheet does; the next key replaces it
  form.addEventListener("focusin", (event) => delete event.target.dataset.edited);
  form.addEventListener("input", (event) => {
    if (event.target.closest?.(".grid")) event.target.dataset.edited = "yes";
  });
}

// The cells of each row that is shown, in order; rows without any are left out.
function gridOf(cell) {
  const rows = [...cell.closest(".grid").tBodies[0].rows].filter((each) => !each.hidden);
  return rows.map((each) => [...each.querySelectorAll(CELLS)].filter(isReachable)).filter((each) => each.length > 0);
}

const isReachable = (cell) => !cell.disabled && !cell.readOnly && cell.checkVisibility();

function placeOf(grid, cell) {
  const row = grid.findIndex((each) => each.includes(cell));
  return { row, column: row < 0 ? -1 : grid[row].indexOf(cell) };
}

// --- Keys -----------------------------------------------------------------------------------------------------

const STEPS = {
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Enter: [1, 0],
};

function onKey(event) {
  const cell = event.target;
  if (!(event.key in STEPS) || event.isComposing || event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (!cell.matches(CELLS) || !cell.closest(".grid") || cell.getAttribute("aria-expanded") === "true") return;
  if (!mayLeave(cell, event)) return;
  let [down, across] = STEPS[event.key];
  if (event.shiftKey) {
    if (event.key !== "Enter") return;
    down = -1;
  }
  event.preventDefault();
  const grid = gridOf(cell);
  const { row, column } = placeOf(grid, cell);
  const next = grid[row + down]?.[Math.min(column + across, grid[row + down].length - 1)];
  if (next) enter(next);
}

// Whether this key leaves the cell: at the edge of the text, or where nothing was edited since the cell was entered.
function mayLeave(cell, event) {
  if (cell.matches("select")) return false;
  if (event.key === "Enter") return !cell.matches("textarea");
  if (!cell.matches(TEXTS)) return false;
  const isWhole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
  if (isWhole && !("edited" in cell.dataset)) return true;
  const isCaret = cell.selectionStart === cell.selectionEnd;
  if (!isCaret) return false;
  const atStart = cell.selectionStart === 0;
  const atEnd = cell.selectionEnd === cell.value.length;
  if (event.key === "ArrowLeft") return atStart;
  if (event.key === "ArrowRight") return atEnd;
  if (cell.matches("textarea")) return event.key === "ArrowUp" ? atStart : atEnd;
  return true;
}

function enter(cell) {
  cell.focus();
  if (cell.matches(TEXTS)) cell.select();
}

// --- Pasting --------------------------------------------------------------------------------------------------

function onPaste(event) {
  const cell = event.target;
  if (!cell.matches?.(CELLS) || !cell.closest(".grid")) return;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const block = parseBlock(text);
  const isOne = block.length === 1 && block[0].length === 1;
  if (block.length === 0 || (isOne && !isNumber(cell))) return;
  event.preventDefault();
  // a copied cell of a spreadsheet ends in a line break and takes the place of what the cell held
  if (isOne && !/\n$/.test(text)) insert(cell, asCellValue(cell, block[0][0]) ?? block[0][0]);
  else pasteBlock(cell, block);
}

const isNumber = (cell) => /^(numeric|decimal)$/.test(cell.inputMode);

// A single value goes where the caret is, as typing would.
function insert(cell, text) {
  cell.setRangeText(text, cell.selectionStart, cell.selectionEnd, "end");
  changed(cell);
}

function pasteBlock(cell, block) {
  const table = cell.closest(".grid");
  const { row, column } = placeOf(gridOf(cell), cell);
  while (gridOf(cell).length < row + block.length && canAddRow(table)) addRow(table, { quiet: true });
  const grid = gridOf(cell);
  let left = Math.max(0, row + block.length - grid.length);
  let misfits = 0;
  let wide = 0;
  block.slice(0, grid.length - row).forEach((values, down) => {
    wide = Math.max(wide, values.length - (grid[row + down].length - column));
    values.forEach((text, across) => {
      const target = grid[row + down][column + across];
      if (target && !put(target, text)) misfits += 1;
    });
  });
  enter(cell);
  tellPasted(table, { rows: block.length - left, left, wide, misfits });
}

// Put a value into a cell; false where a choice has no such option.
function put(cell, text) {
  const value = asCellValue(cell, text);
  if (value === null) return false;
  if (cell.value === value) return true;
  cell.value = value;
  changed(cell);
  return true;
}

function changed(cell) {
  cell.dispatchEvent(new Event("input", { bubbles: true }));
  cell.dispatchEvent(new Event("change", { bubbles: true }));
}

function tellPasted(table, { rows, left, wide, misfits }) {
  const words = [];
  if (left > 0) words.push(`多出的 ${left} 行放不下，没有粘贴`);
  if (wide > 0) words.push(`多出的 ${wide} 列放不下，没有粘贴`);
  if (misfits > 0) words.push(`有 ${misfits} 格不是可选的内容，没有改动`);
  const text = `已粘贴 ${rows} 行${words.map((each) => `；${each}`).join("")}`;
  announce(text);
  document.getElementById("paste-notice")?.remove();
  if (words.length === 0) return;
  const notice = document.createElement("p");
  notice.id = "paste-notice";
  notice.className = "notice notice--warning";
  notice.textContent = `${text}。`;
  table.closest(".grid__scroll").after(notice);
}
