// An industry found by code or by any part of its name, or by opening the tree. The code goes into a hidden input, which is
// what the page posts; the input people see is an ARIA combobox over a list, or over a tree while nothing is typed.

import { codeTable } from "./codes.js";
import { within } from "./enhance.js";
import { announce } from "./status.js";

const MOST = 50;

export function prepareComboboxes(root) {
  for (const place of within(root, ".combobox")) if (!place.dataset.ready) new Combobox(place);
}

class Combobox {
  #place;
  #code; // the hidden input
  #input; // what people type into
  #list;
  #shown; // the chosen industry in words, by the server
  #table = null;
  #level;
  #open = new Set(); // codes of the tree that are open
  #active = null;
  #typed = false;

  constructor(place) {
    place.dataset.ready = "yes";
    this.#place = place;
    this.#level = Number(place.dataset.level);
    this.#input = place.querySelector("input[type=text]");
    this.#shown = place.querySelector(".combobox__chosen");
    this.#takeOver();
    this.#makeList();
    this.#input.addEventListener("focus", () => codeTable(place.dataset.system).catch(() => {}), { once: true });
    this.#input.addEventListener("click", () => this.#show());
    this.#input.addEventListener("input", (event) => this.#search(event));
    this.#input.addEventListener("compositionend", () => this.#show());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    place.addEventListener("focusout", (event) => {
      if (!place.contains(event.relatedTarget)) this.#leave();
    });
    this.#code.addEventListener("tidu:set", () => this.#showChosen());
  }

  // The plain input keeps its name and its answer and is hidden; a new one takes its place, its id and its words.
  #takeOver() {
    const plain = this.#input;
    const input = plain.cloneNode();
    input.removeAttribute("name");
    this.#code = plain;
    plain.type = "hidden";
    plain.removeAttribute("id");
    for (const mark of ["aria-labelledby", "aria-label", "aria-describedby", "aria-invalid", "aria-required"]) plain.removeAttribute(mark);
    plain.after(input);
    this.#input = input;
    const words = this.#shown?.textContent.trim();
    if (words) input.value = words;
    if (this.#shown) this.#shown.hidden = true;
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-haspopup": "listbox",
    })) input.setAttribute(name, value);
    input.placeholder = "输入代码或名称，或按向下键浏览目录";
  }

  #makeList() {
    this.#list = document.createElement("ul");
    this.#list.className = "combobox__list";
    this.#list.id = `${this.#input.id}-list`;
    this.#list.hidden = true;
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", "行业");
    this.#input.setAttribute("aria-controls", this.#list.id);
    this.#list.addEventListener("mousedown", (event) => event.preventDefault()); // the input keeps the focus
    this.#list.addEventListener("click", (event) => {
      const option = event.target.closest("[data-code]");
      if (option) this.#take(option);
    });
    this.#place.append(this.#list);
  }

  // --- What is shown ----------------------------------------------------------------------------------------------

  async #show() {
    if (this.#input.readOnly || this.#input.disabled) return;
    try {
      this.#table ??= await codeTable(this.#place.dataset.system);
    } catch {
      announce("现在列不出行业，可以直接填写代码");
      return;
    }
    if (document.activeElement !== this.#input) return;
    const words = this.#typed ? this.#input.value.trim() : "";
    if (words) this.#showFound(words);
    else this.#showTree();
    this.#setActive(null);
    this.#setOpen(this.#list.children.length > 0);
  }

  #showFound(words) {
    const found = search(this.#table, words, this.#level);
    this.#list.setAttribute("role", "listbox");
    this.#input.setAttribute("aria-haspopup", "listbox");
    this.#list.replaceChildren(...found.slice(0, MOST).map((each) => this.#foundItem(each)));
    if (found.length === 0) this.#list.append(note("没有找到，换个说法试试"));
    if (found.length > MOST) this.#list.append(note(`还有 ${found.length - MOST} 个，请再输入几个字`));
    announce(found.length === 0 ? "没有找到" : `找到 ${found.length} 个行业`);
  }

  #foundItem(entry) {
    const above = this.#table.path(entry.code).slice(0, -1).map((each) => each.name).join(" › ");
    const item = this.#item(entry, "option");
    item.setAttribute("aria-selected", String(entry.code === this.#code.value));
    if (above) item.append(element("span", "combobox__path", above));
    return item;
  }

  #showTree() {
    if (this.#open.size === 0) for (const each of this.#table.path(this.#code.value).slice(0, -1)) this.#open.add(each.code);
    this.#list.setAttribute("role", "tree");
    this.#input.setAttribute("aria-haspopup", "tree");
    this.#list.replaceChildren(...this.#branch(""));
  }

  // The entries below a code, and below each that is open.
  #branch(code) {
    const siblings = this.#table.children(code);
    return siblings.flatMap((entry, index) => {
      const item = this.#item(entry, "treeitem");
      const isLeaf = this.#isLeaf(entry);
      item.setAttribute("aria-level", entry.level);
      item.setAttribute("aria-setsize", siblings.length);
      item.setAttribute("aria-posinset", index + 1);
      if (isLeaf) item.setAttribute("aria-selected", String(entry.code === this.#code.value));
      else item.setAttribute("aria-expanded", String(this.#open.has(entry.code)));
      item.classList.add(`combobox__option--level-${entry.level}`);
      return [item, ...(this.#open.has(entry.code) && !isLeaf ? this.#branch(entry.code) : [])];
    });
  }

  #isLeaf(entry) {
    return entry.level >= this.#level || this.#table.children(entry.code).length === 0;
  }

  #item(entry, role) {
    const item = element("li", "combobox__option");
    item.id = `${this.#list.id}-${entry.code}`;
    item.dataset.code = entry.code;
    item.setAttribute("role", role);
    item.append(element("span", "combobox__name", `${entry.code} ${entry.name}`));
    return item;
  }

  #setOpen(isOpen) {
    this.#list.hidden = !isOpen;
    this.#input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) this.#setActive(null);
  }

  #setActive(item) {
    this.#active?.classList.remove("combobox__option--active");
    this.#active = item;
    if (!item) {
      this.#input.removeAttribute("aria-activedescendant");
      return;
    }
    item.classList.add("combobox__option--active");
    this.#input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  // --- What people do ---------------------------------------------------------------------------------------------

  #search(event) {
    this.#typed = true;
    this.#code.value = this.#input.value.trim(); // typed, and not chosen: nothing is lost
    if (!event.isComposing) this.#show();
  }

  #key(event) {
    if (event.isComposing) return;
    const isOpen = !this.#list.hidden;
    const items = [...this.#list.querySelectorAll("[data-code]")];
    const at = items.indexOf(this.#active);
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp": {
        event.preventDefault();
        if (!isOpen) {
          this.#show().then(() => this.#setActive(this.#list.querySelector("[aria-selected=true]") ?? this.#list.querySelector("[data-code]")));
          return;
        }
        const step = event.key === "ArrowDown" ? 1 : -1;
        const next = at < 0 ? (step > 0 ? 0 : items.length - 1) : (at + step + items.length) % items.length;
        this.#setActive(items[next] ?? null);
        return;
      }
      case "ArrowRight":
      case "ArrowLeft":
        if (isOpen && this.#active && this.#list.getAttribute("role") === "tree") this.#openOrClose(event);
        return;
      case "Enter":
        if (!isOpen) return;
        event.preventDefault();
        if (this.#active) this.#take(this.#active);
        else if (items.length === 1) this.#take(items[0]);
        return;
      case "Escape":
        if (!isOpen) return;
        event.preventDefault();
        this.#setOpen(false);
    }
  }

  #openOrClose(event) {
    event.preventDefault();
    const entry = this.#table.entries.get(this.#active.dataset.code);
    const isOpen = this.#open.has(entry.code);
    if (event.key === "ArrowRight" && !isOpen && !this.#isLeaf(entry)) this.#toggle(entry);
    else if (event.key === "ArrowLeft" && isOpen) this.#toggle(entry);
    else if (event.key === "ArrowLeft" && entry.parent) this.#setActive(this.#itemOf(entry.parent));
    else if (event.key === "ArrowRight" && isOpen) this.#setActive(this.#active.nextElementSibling);
  }

  #itemOf(code) {
    return this.#list.querySelector(`[data-code="${CSS.escape(code)}"]`);
  }

  #toggle(entry) {
    if (!this.#open.delete(entry.code)) this.#open.add(entry.code);
    this.#list.replaceChildren(...this.#branch(""));
    this.#active = null;
    this.#setActive(this.#itemOf(entry.code));
  }

  #take(item) {
    const entry = this.#table.entries.get(item.dataset.code);
    if (this.#list.getAttribute("role") === "tree" && !this.#isLeaf(entry)) {
      this.#toggle(entry);
      return;
    }
    this.#choose(entry);
    this.#setOpen(false);
    this.#input.focus();
  }

  #choose(entry) {
    this.#code.value = entry.code;
    this.#typed = false;
    this.#input.value = `${entry.code} ${entry.name}`;
    this.#code.dispatchEvent(new Event("change", { bubbles: true }));
    announce(`已选 ${entry.code} ${entry.name}`);
  }

  // Left with words that mean one industry only, that one is chosen.
  #leave() {
    this.#setOpen(false);
    if (!this.#typed || !this.#table) return;
    const words = this.#input.value.trim();
    const found = words ? search(this.#table, words, this.#level) : [];
    const exact = found.filter((each) => each.code === words.toUpperCase() || each.name === words);
    if (exact.length === 1) this.#choose(exact[0]);
    else if (found.length === 1) this.#choose(found[0]);
  }

  // The answer was set from elsewhere (a row brought back, a row emptied).
  async #showChosen() {
    this.#typed = false;
    this.#table ??= await codeTable(this.#place.dataset.system).catch(() => null);
    const entry = this.#table?.entries.get(this.#code.value);
    this.#input.value = entry ? `${entry.code} ${entry.name}` : this.#code.value;
  }
}

// Entries that can be chosen: those whose code begins so, then those whose name has all the words, the shortest first.
function search(table, text, level) {
  const words = halfWidth(text).toLowerCase();
  const code = /^([0-9a-z]+)(?=\s|$)/.exec(words)?.[1];
  const parts = words.split(/\s+/);
  const byCode = [];
  const byName = [];
  for (const entry of table.entries.values()) {
    if (entry.level !== level && (entry.level > level || table.children(entry.code).length > 0)) continue;
    const name = entry.name.toLowerCase();
    if (code && entry.code.toLowerCase().startsWith(code) && (parts.length === 1 || name.includes(parts[1]))) byCode.push(entry);
    else if (parts.every((each) => name.includes(each))) byName.push(entry);
  }
  byName.sort((left, right) => left.name.length - right.name.length);
  return [...byCode, ...byName];
}

const halfWidth = (text) => text.replace(/[！-～]/g, (each) => String.fromCharCode(each.charCodeAt(0) - 0xfee0)).replace(/\u3000/g, " ").trim();

function element(name, className, words = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = words;
  return made;
}

function note(words) {
  const item = element("li", "combobox__note", words);
  item.setAttribute("role", "presentation");
  return item;
}
