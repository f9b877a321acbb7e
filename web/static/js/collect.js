// The answer a field holds, as the JSON the server would make of the same page when it is posted (`FieldType.collect`).
//
//   text and what is typed like it: a string        choices: a list of option ids
//   yearly: {"2025": "…"}                            table: a list of rows; with fixed rows, rows by their id
//
// With `initial` it is the answer the page was loaded with. Undefined means that the page holds no answer for this field: it is only shown, or its answers come another way (files).

import { controlsOf, fieldId, ownOf } from "./fields.js";

export function collect(field, { initial = false } = {}) {
  const name = fieldId(field);
  const posted = postedBy(controlsOf(field), initial ? AS_LOADED : AS_IT_STANDS);
  if (posted.size === 0) return undefined;
  switch (field.dataset.kind) {
    case "attachment":
    case "note":
      return undefined;
    case "yearly":
      return years(posted, name);
    case "table":
      return hasAddedRows(field) ? addedRows(posted, name) : fixedRows(posted, name);
    default:
      return single(posted.get(name));
  }
}

// Every name with the values that are sent under it. An unticked box sends nothing, but tells what kind of answer it is.
function postedBy(controls, read) {
  const posted = new Map();
  for (const control of controls) {
    if (control.matches(":disabled, [type=submit], [type=button], [type=file]")) continue;
    const place = entry(posted, control.name);
    if (control.type === "checkbox") place.several ||= isList(control);
    if (control.closest(".cascade")) place.coded = "region";
    if (control.closest(".combobox")) place.coded = "industry";
    if (!control.matches("[type=checkbox], [type=radio]") || read.ticked(control)) place.values.push(read.value(control));
  }
  return posted;
}

const AS_IT_STANDS = { ticked: (box) => box.checked, value: (control) => control.value };

// As the server sent the page, before anybody typed.
const AS_LOADED = {
  ticked: (box) => box.defaultChecked,
  value: (control) => {
    if (!(control instanceof HTMLSelectElement)) return control.defaultValue;
    const options = [...control.options];
    return (options.findLast((each) => each.defaultSelected) ?? options[0])?.value ?? "";
  },
};

function entry(posted, name) {
  if (!posted.has(name)) posted.set(name, { values: [], several: false, coded: "" });
  return posted.get(name);
}

// A declaration is one box, ticked or not; choices are a list.
const isList = (box) => !box.closest(".declaration");

// The answer of one control, or of several that share a name.
function single(place) {
  if (!place || place.values.length === 0) return undefined;
  if (place.several) return place.values.filter((each) => each !== "");
  if (place.coded === "region") return deepest(place.values);
  if (place.coded === "industry") return place.values.findLast((each) => each !== "") ?? "";
  return place.values.at(-1);
}

// The deepest of the codes chosen one below the other.
function deepest(codes) {
  let chosen = "";
  for (const each of codes) {
    if (!each) break;
    if (chosen && !each.startsWith(chosen.replace(/(00)+$/, ""))) continue;
    chosen = each;
  }
  return chosen;
}

function years(posted, name) {
  const answer = {};
  for (const [full, place] of posted) {
    const year = full.slice(name.length + 1);
    if (!full.startsWith(`${name}.`) || !/^[12]\d{3}$/.test(year)) continue;
    const value = single(place);
    if (value !== undefined && !isBlank(value)) answer[year] = value;
  }
  return answer;
}

const hasAddedRows = (field) => ownOf(field, "table[data-min-rows]").length > 0;

function addedRows(posted, name) {
  const rows = cells(posted, name);
  const numbers = [...rows.keys()].filter((each) => /^\d{1,6}$/.test(each)).sort((a, b) => a - b);
  const answer = numbers.map((each) => rows.get(each));
  return withoutBlankEnd(answer);
}

function fixedRows(posted, name) {
  const filled = [...cells(posted, name)].filter(([, row]) => Object.keys(row).length > 0);
  return Object.fromEntries(filled);
}

// The rows by their number or id; in each the cells that are not blank, by column. A cell may hold several values.
function cells(posted, name) {
  const rows = new Map();
  for (const [full, place] of posted) {
    if (!full.startsWith(`${name}.`)) continue;
    const [number, column, nth] = full.slice(name.length + 1).split(".");
    if (!rows.has(number)) rows.set(number, {});
    const value = single(place);
    if (column === undefined || value === undefined) continue;
    const row = rows.get(number);
    if (nth === undefined) row[column] = value;
    else (row[column] ??= [])[Number(nth) - 1] = value;
  }
  for (const row of rows.values()) {
    for (const [column, value] of Object.entries(row)) {
      if (Array.isArray(value)) row[column] = withoutBlankEnd(Array.from(value, (each) => each ?? null));
      if (isBlank(row[column])) delete row[column];
    }
  }
  return rows;
}

function withoutBlankEnd(list) {
  while (list.length > 0 && isBlank(list.at(-1))) list.pop();
  return list;
}

// Whether nothing was typed: no value, nothing that can be seen, or only such in a list or a row.
const INVISIBLE =
  /^[\0-\x20\x85\xa0\xad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u2069\u3000\ufeff]*$/;

export function isBlank(value) {
  if (value === null || value === undefined) return true;
  if (typeof value === "string") return INVISIBLE.test(value);
  return typeof value === "object" && Object.values(value).every(isBlank);
}

// Whether two answers are the same, whatever the order of their keys.
export const same = (left, right) => canonical(left) === canonical(right);

export function canonical(value) {
  return JSON.stringify(value, (_, part) =>
    part && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
