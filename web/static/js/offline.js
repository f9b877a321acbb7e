// What could not be sent yet, kept in this browser by account, draft and field, with the revision it was based on.
//
//   const keeper = await openKeeper(account);
//   await keeper.put([{ draft, field, section, label, value, basedOn, at }]);
//
// IndexedDB holds it, localStorage where that is missing. `putNow` is for the moment a page is left: it is done when it
// returns. Nobody but the account that typed something ever gets it back.

const NAME = "tidu";
const STORE = "unsent";
const PREFIX = "tidu.unsent.";

export async function openKeeper(account) {
  const database = await openDatabase().catch(() => null);
  return new Keeper(account, database);
}

// Each page holds a lock as long as it lives, so that others can tell whether what it kept was left behind.
const LOCK = "tidu.page.";
const page = `${LOCK}${Date.now()}.${Math.random()}`;
navigator.locks?.request(page, () => new Promise(() => {}));

async function livingPages() {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(held.map((each) => each.name).filter((name) => name.startsWith(LOCK) && name !== page));
}

function openDatabase() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ["account", "draft", "field"] });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}

class Keeper {
  #account;
  #database;

  constructor(account, database) {
    this.#account = account;
    this.#database = database;
    // another tab with a newer release wants to change the store
    if (database) database.onversionchange = () => database.close();
  }

  // Keep changes; false if this browser cannot.
  async put(entries) {
    const owned = entries.map((each) => ({ ...each, account: this.#account, page }));
    if (this.#database) {
      const kept = await this.#change((store) => owned.forEach((each) => store.put(each)));
      if (kept) return true;
    }
    return this.putNow(entries);
  }

  // Keep changes before the next statement.
  putNow(entries) {
    try {
      for (const each of entries) {
        const owned = { ...each, account: this.#account, page };
        localStorage.setItem(this.#key(each.draft, each.field), JSON.stringify(owned));
      }
      return true;
    } catch {
      return false;
    }
  }

  // Forget changes that were acknowledged; what was typed after `at` stays.
  async remove(draft, entries) {
    for (const { field, at } of entries) {
      const key = this.#key(draft, field);
      const noted = readNoted(key);
      if (noted && noted.at <= at) forgetNoted(key);
    }
    if (!this.#database) return;
    await this.#change((store) => {
      for (const { field, at } of entries) {
        const key = [this.#account, draft, field];
        const request = store.get(key);
        request.onsuccess = () => {
          if (request.result && request.result.at <= at) store.delete(key);
        };
      }
    });
  }

  // Everything this account has unsent, of one draft or of all; the latest of each field.
  async list(draft = null) {
    const found = new Map();
    for (const each of [...(await this.#stored()), ...noted(this.#account)]) {
      if (each.account !== this.#account || (draft !== null && each.draft !== draft)) continue;
      const key = `${each.draft} ${each.field}`;
      if (!(found.get(key)?.at > each.at)) found.set(key, each);
    }
    return [...found.values()].sort((left, right) => left.at - right.at);
  }

  // What was left behind in a draft: by pages that are gone.
  async abandoned(draft) {
    const living = await livingPages();
    return (await this.list(draft)).filter((each) => !living.has(each.page));
  }

  // Forget everything of this account, or of one of its drafts.
  async clear(draft = null) {
    const entries = await this.list(draft);
    for (const each of entries) forgetNoted(this.#key(each.draft, each.field));
    if (!this.#database) return;
    await this.#change((store) => entries.forEach((each) => store.delete([this.#account, each.draft, each.field])));
  }

  #key(draft, field) {
    return `${PREFIX}${this.#account}.${draft}.${field}`;
  }

  #stored() {
    if (!this.#database) return [];
    return new Promise((resolve) => {
      try {
        const store = this.#database.transaction(STORE).objectStore(STORE);
        const range = IDBKeyRange.bound([this.#account], [this.#account, []]);
        const request = store.getAll(range);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => resolve([]);
      } catch {
        resolve([]);
      }
    });
  }

  #change(work) {
    return new Promise((resolve) => {
      try {
        const transaction = this.#database.transaction(STORE, "readwrite", { durability: "strict" });
        transaction.oncomplete = () => resolve(true);
        transaction.onerror = transaction.onabort = () => resolve(false);
        work(transaction.objectStore(STORE));
      } catch {
        resolve(false);
      }
    });
  }
}

function noted(account) {
  try {
    const keys = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index));
    return keys.filter((each) => each.startsWith(`${PREFIX}${account}.`)).map(readNoted).filter(Boolean);
  } catch {
    return [];
  }
}

function readNoted(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function forgetNoted(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // a browser without storage has nothing to forget
  }
}
