// Codes to choose from, regions and industries, asked of the server as they are needed and remembered for this page.
//
// A code is { code, name, path, leaf, level }: `path` names what stands above it, `leaf` says that nothing stands below it.

const answers = new Map();

// The codes just below one; the top ones below "".
export const below = (system, code = "") => ask(system, { parent: code });

// The codes that begin so, or whose names contain it.
export const find = (system, words) => ask(system, { q: words });

function ask(system, question) {
  const address = new URL(document.body.dataset[`${system}Url`], location.href);
  for (const [name, value] of Object.entries(question)) address.searchParams.set(name, value);
  if (!answers.has(address.href)) {
    const loading = load(address);
    answers.set(address.href, loading);
    loading.catch(() => answers.delete(address.href)); // asked for again, it may be there
  }
  return answers.get(address.href);
}

async function load(address) {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${address.pathname}: ${response.status}`);
  const { items } = await response.json();
  return items.map((each) => ({ ...each, level: each.path ? each.path.split(" / ").length + 1 : 1 }));
}
