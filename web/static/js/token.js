// The CSRF token of this page, and whose page it is.

const meta = (name) => document.querySelector(`meta[name="${name}"]`);

export const token = () =>
  meta("csrf-token")?.content ?? document.querySelector('input[name="csrf_token"]')?.value ?? "";

// The account this page was made for; null on pages for everybody.
export const account = () => (meta("account") ? Number(meta("account").content) : null);

// Put a new token where forms and requests of this page will find it.
export function keepToken(value) {
  if (meta("csrf-token")) meta("csrf-token").content = value;
  for (const input of document.querySelectorAll('input[name="csrf_token"]')) input.value = value;
}

// Ask the server who is signed in; null when it cannot be reached.
export async function askSession() {
  try {
    const response = await fetch("/session", {
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      cache: "no-store",
    });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

// A token that fits the session of today, if it still belongs to the account of this page.
export async function refreshToken() {
  const session = await askSession();
  if (!session || (session.account?.id ?? null) !== account()) return false;
  keepToken(session.csrf_token);
  return true;
}
