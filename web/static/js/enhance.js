// Making the fields of a page quicker: run on the whole form once, and on each field whose HTML the server sent again.

const makers = [];

// Register a function that is given an element and works on what it finds inside; running it twice must do no harm.
export const enhanceWith = (maker) => makers.push(maker);

export function enhance(root) {
  for (const maker of makers) maker(root);
}

// The elements that match inside `root`, and `root` itself if it does.
export function within(root, selector) {
  const found = [...root.querySelectorAll(selector)];
  if (root.matches?.(selector)) found.unshift(root);
  return found;
}
