// The tables of codes, regions and industries: fetched when first needed, once for a page.

const tables = new Map();

// The table of a system: entries by code, children by parent, and the way from the top to a code.
export function codeTable(system) {
  if (!tables.has(system)) {
    const loading = load(system);
    tables.set(system, loading);
    loading.catch(() => tables.delete(system)); // asked for again, it may be there
  }
  return tables.get(system);
}

async function load(system) {
  const address = document.body.dataset[`${system}Url`];
  if (!address) throw new Error(`no address for ${system}`);
  const response = await fetch(address, { credentials: "same-origin", headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${system}: ${response.status}`);
  return new CodeTable(await response.json());
}

class CodeTable {
  entries = new Map();
  #children = new Map();

  constructor(rows) {
    for (const [code, name, parent, level, kind = ""] of rows.map(asList)) {
      const entry = { code, name, parent: parent ?? "", level: Number(level), kind };
      this.entries.set(code, entry);
      if (!this.#children.has(entry.parent)) this.#children.set(entry.parent, []);
      this.#children.get(entry.parent).push(entry);
    }
  }

  children(code) {
    return this.#children.get(code) ?? [];
  }

  path(code) {
    const found = [];
    for (let entry = this.entries.get(code); entry; entry = this.entries.get(entry.parent)) found.unshift(entry);
    return found;
  }
}

const asList = (row) => (Array.isArray(row) ? row : [row.code, row.name, row.parent, row.level, row.kind]);
