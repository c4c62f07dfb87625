/** Waits for a pause in typing, but not for ever. */
const PAUSE_MS = 2_000;
const LONGEST_MS = 20_000;

interface Saved {
  /** The draft, and the address that opens it again. */
  readonly id: string;
  readonly path: string;
  readonly savedAt: string;
}

/** The fields as text; files are only sent with the form itself. */
function fieldsOf(form: HTMLFormElement): URLSearchParams {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") fields.append(name, value);
  return fields;
}

/** Sends the form to `data-autosave` while one types, and says so in the status line. */
export function startAutosave(form: HTMLFormElement): void {
  const address = form.dataset.autosave ?? "";
  const draft = form.elements.namedItem("entwurf");
  if (!(draft instanceof HTMLInputElement)) return;
  let timer: number | undefined;
  let since = 0;
  let running: Promise<void> | null = null;

  const say = (text: string) => {
    const line = document.querySelector("#gespeichert");
    if (line) line.textContent = text;
  };
  const succeeded = (saved: Saved) => {
    draft.value = saved.id;
    const locale = form.dataset.locale ?? "de";
    const time = new Date(saved.savedAt).toLocaleTimeString(locale, { timeStyle: "short" });
    say((form.dataset.saved ?? "").replace("{time}", time));
    if (!form.elements.namedItem("notiz")) history.replaceState(null, "", saved.path);
  };
  const send = async (keepalive: boolean): Promise<void> => {
    window.clearTimeout(timer);
    since = 0;
    try {
      const headers = { Accept: "application/json" };
      const answer = await fetch(address, { method: "POST", body: fieldsOf(form), headers, keepalive });
      // Nothing to keep yet.
      if (answer.status === 204) return;
      if (answer.ok) succeeded((await answer.json()) as Saved);
      else say((answer.status === 401 ? form.dataset.loggedOut : form.dataset.notSaved) ?? "");
    } catch {
      say(form.dataset.notSaved ?? "");
    }
  };
  const save = (keepalive = false) => {
    running = (running ?? Promise.resolve())
      .then(() => send(keepalive))
      .finally(() => {
        running = null;
      });
  };

  form.addEventListener("input", () => {
    since ||= Date.now();
    window.clearTimeout(timer);
    timer = window.setTimeout(save, Math.max(0, Math.min(PAUSE_MS, since + LONGEST_MS - Date.now())));
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && since > 0) save(true);
  });
  // A first save under way makes the draft: the form must carry its number, or there would be two.
  form.addEventListener("submit", (event) => {
    window.clearTimeout(timer);
    since = 0;
    if (!running) return;
    event.preventDefault();
    void running.then(() => form.requestSubmit(event.submitter));
  });
}
