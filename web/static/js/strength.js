// How strong a password is: "low", "medium" or "high"; the same as `password_strength` on the server.

const KINDS = [/[a-z]/, /[A-Z]/, /[0-9]/, /[!-/:-@[-`{-~]/];

export function strengthOf(password) {
  const characters = [...password];
  const kinds = KINDS.filter((kind) => kind.test(password)).length;
  const different = new Set(characters).size;
  const run = longestRun(characters.map((each) => each.codePointAt(0)));
  if (characters.length >= 12 && kinds === 4 && different >= 9 && run < 3) return "high";
  if (characters.length >= 9 && kinds >= 3 && different >= 6 && run < 5) return "medium";
  return "low";
}

// The longest piece that repeats one character, or counts up or down.
function longestRun(points) {
  let length = Math.min(points.length, 1);
  let longest = length;
  let last = null;
  for (let place = 1; place < points.length; place += 1) {
    const step = points[place] - points[place - 1];
    if (Math.abs(step) > 1) {
      length = 1;
      last = null;
    } else {
      length = step === last ? length + 1 : 2;
      last = step;
    }
    longest = Math.max(longest, length);
  }
  return longest;
}
