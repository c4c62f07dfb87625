const PAUSE_MS = 900;

/** Shows what the server says of a text while one types it: `data-hints` of the box names the address to ask. */
export function startHints(form: HTMLFormElement): void {
  const box = form.querySelector<HTMLElement>("[data-hints]");
  const field = form.elements.namedItem(box?.dataset.field ?? "");
  if (!box || !(field instanceof HTMLTextAreaElement)) return;
  let timer: number | undefined;
  let asked = 0;
  const ask = async (): Promise<void> => {
    asked += 1;
    const number = asked;
    const language = form.elements.namedItem("language");
    const body = new URLSearchParams({
      text: field.value,
      language: language instanceof HTMLSelectElement ? language.value : "",
    });
    try {
      const answer = await fetch(box.dataset.hints ?? "", { method: "POST", body });
      // An older answer that comes late says nothing of what stands there now.
      if (answer.ok && number === asked) box.innerHTML = await answer.text();
    } catch {
      // Offline: the hints come with the next answer, or with the page.
    }
  };
  field.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), PAUSE_MS);
  });
}
