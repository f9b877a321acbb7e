// An industry found by code or by any part of its name, or by opening the tree. The code goes into a hidden input, which is
// what the page posts; the input people see is an ARIA combobox over a list, or over a tree while nothing is typed.

import { below, find } from "./codes.js";
import { within } from "./enhance.js";
import { announce } from "./status.js";

const AFTER_TYPING = 150;

export function prepareComboboxes(root) {
  for (const place of within(root, ".combobox")) if (!place.dataset.ready) new Combobox(place);
}

class Combobox {
  #place;
  #system;
  #level;
  #code; // the hidden input
  #input; // what people type into
  #list;
  #shown; // the chosen industry in words, by the server
  #entries = new Map(); // what the list shows, by code
  #branches = new Map(); // the branches of the tree that are open: code → the entries below
  #active = null;
  #typed = false;
  #timer = 0;
  #asked = 0;
  #behind = false; // whether more was typed than the list answers

  constructor(place) {
    place.dataset.ready = "yes";
    this.#place = place;
    this.#system = place.dataset.system;
    this.#level = Number(place.dataset.level);
    this.#input = place.querySelector("input[type=text]");
    this.#shown = place.querySelector(".combobox__chosen");
    this.#takeOver();
    this.#makeList();
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
    const words = this.#typed ? this.#input.value.trim() : "";
    const asked = (this.#asked += 1);
    try {
      const found = await (words ? find(this.#system, words) : this.#rootOfTree());
      if (asked !== this.#asked || document.activeElement !== this.#input) return;
      if (words) this.#showFound(found);
      else this.#showTree();
    } catch {
      announce("现在列不出行业，可以直接填写代码");
      return;
    }
    this.#behind = false;
    this.#setActive(null);
    this.#setOpen(true);
  }

  #showFound(found) {
    this.#setRole("listbox");
    this.#entries.clear();
    this.#list.replaceChildren(...found.map((each) => this.#foundItem(each)));
    if (found.length === 0) this.#list.append(note("没有找到，换个说法试试"));
    announce(found.length === 0 ? "没有找到" : `找到 ${found.length} 个`);
  }

  #foundItem(entry) {
    const item = this.#item(entry, "option");
    item.setAttribute("aria-selected", String(entry.code === this.#code.value));
    if (entry.path) item.append(element("span", "combobox__path", entry.path));
    if (!this.#isLeaf(entry)) item.append(element("span", "combobox__more", "往下选"));
    return item;
  }

  async #rootOfTree() {
    if (!this.#branches.has("")) this.#branches.set("", await below(this.#system));
  }

  #showTree() {
    this.#setRole("tree");
    this.#entries.clear();
    this.#list.replaceChildren(...this.#branch(""));
  }

  #setRole(role) {
    this.#list.setAttribute("role", role);
    this.#input.setAttribute("aria-haspopup", role);
  }

  // The entries below a code, and below each that is open.
  #branch(code) {
    const siblings = this.#branches.get(code) ?? [];
    return siblings.flatMap((entry, index) => {
      const item = this.#item(entry, "treeitem");
      item.setAttribute("aria-level", entry.level);
      item.setAttribute("aria-setsize", siblings.length);
      item.setAttribute("aria-posinset", index + 1);
      item.setAttribute("aria-selected", String(entry.code === this.#code.value));
      if (!this.#isLeaf(entry)) item.setAttribute("aria-expanded", String(this.#branches.has(entry.code)));
      item.classList.add(`combobox__option--level-${entry.level}`);
      return [item, ...this.#branch(entry.code)];
    });
  }

  #isLeaf(entry) {
    return entry.leaf || entry.level >= this.#level;
  }

  #item(entry, role) {
    this.#entries.set(entry.code, entry);
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
    this.#behind = true;
    this.#code.value = this.#input.value.trim(); // typed, and not chosen: nothing is lost
    clearTimeout(this.#timer);
    if (!event.isComposing) this.#timer = setTimeout(() => this.#show(), AFTER_TYPING);
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
        if (!isOpen || this.#behind) {
          this.#showAndEnter();
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
        if (this.#behind) this.#showAndEnter();
        else if (this.#active) this.#take(this.#active);
        else if (items.length === 1) this.#take(items[0]);
        return;
      case "Escape":
        if (!isOpen) return;
        event.preventDefault();
        this.#setOpen(false);
    }
  }

  // Show what fits what is typed by now, with the keyboard at what is chosen, else at the first.
  async #showAndEnter() {
    clearTimeout(this.#timer);
    await this.#show();
    this.#setActive(this.#list.querySelector("[aria-selected=true]") ?? this.#list.querySelector("[data-code]"));
  }

  #openOrClose(event) {
    event.preventDefault();
    const entry = this.#entries.get(this.#active.dataset.code);
    const isOpen = this.#branches.has(entry.code);
    if (event.key === "ArrowRight") {
      if (isOpen) this.#setActive(this.#active.nextElementSibling);
      else if (!this.#isLeaf(entry)) this.#toggle(entry);
    } else if (isOpen) {
      this.#toggle(entry);
    } else {
      this.#setActive(this.#above(this.#active) ?? this.#active);
    }
  }

  // The item of the branch an item is in: the nearest one before it that stands higher.
  #above(item) {
    const level = Number(item.getAttribute("aria-level"));
    let found = item.previousElementSibling;
    while (found && Number(found.getAttribute("aria-level")) >= level) found = found.previousElementSibling;
    return found;
  }

  async #toggle(entry) {
    if (!this.#branches.delete(entry.code)) {
      try {
        this.#branches.set(entry.code, await below(this.#system, entry.code));
      } catch {
        announce("现在列不出下一级");
        return;
      }
    }
    this.#showTree();
    this.#active = null;
    this.#setActive(this.#itemOf(entry.code));
  }

  #itemOf(code) {
    return this.#list.querySelector(`[data-code="${CSS.escape(code)}"]`);
  }

  #take(item) {
    const entry = this.#entries.get(item.dataset.code);
    if (!this.#isLeaf(entry)) {
      this.#openAt(entry);
      return;
    }
    this.#choose(entry);
    this.#setOpen(false);
    this.#input.focus();
  }

  // Go on below an entry: in the tree it opens, from what was found the search goes on inside it.
  async #openAt(entry) {
    if (this.#list.getAttribute("role") === "tree") {
      await this.#toggle(entry);
      return;
    }
    const found = await below(this.#system, entry.code).catch(() => []);
    this.#showFound(found);
    this.#setActive(this.#list.querySelector("[data-code]"));
  }

  #choose(entry) {
    clearTimeout(this.#timer);
    this.#code.value = entry.code;
    this.#typed = false;
    this.#input.value = `${entry.code} ${entry.name}`;
    this.#code.dispatchEvent(new Event("change", { bubbles: true }));
    announce(`已选 ${entry.code} ${entry.name}`);
  }

  // Left with words that mean one industry only, that one is chosen.
  async #leave() {
    this.#setOpen(false);
    clearTimeout(this.#timer);
    const words = this.#input.value.trim();
    if (!this.#typed || !words) return;
    const plain = halfWidth(words).toUpperCase();
    const found = (await find(this.#system, plain).catch(() => [])).filter((each) => this.#isLeaf(each));
    const exact = found.filter((each) => each.code === plain || each.name === words);
    const [only, another] = exact.length > 0 ? exact : found;
    if (only && !another && this.#input.value.trim() === words) this.#choose(only);
  }

  // The answer was set from elsewhere (a row brought back, a row emptied).
  async #showChosen() {
    this.#typed = false;
    const code = this.#code.value;
    this.#input.value = code;
    const found = code ? await find(this.#system, code).catch(() => []) : [];
    const entry = found.find((each) => each.code === code);
    if (entry && this.#code.value === code) this.#input.value = `${entry.code} ${entry.name}`;
  }
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
