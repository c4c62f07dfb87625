/**
 * The project form while one types: saves a draft, counts the characters of the summary and the answers
 * given, and says what of the plain-language text could be simpler.
 * Everything works without it.
 */
import { startAutosave } from "./lib/autosave.ts";
import { startHints } from "./lib/hints.ts";

/** A text of the server with its one gap filled. */
const fill = (text: string, name: string, value: number): string => text.replace(`{${name}}`, String(value));

function countCharacters(box: HTMLElement): void {
  const field = box.querySelector("textarea");
  const line = box.querySelector<HTMLElement>(".count");
  if (!field || !line) return;
  const text = line.textContent;
  const show = () => {
    line.textContent = fill(text, "count", field.value.length);
    line.hidden = false;
  };
  field.addEventListener("input", show);
  show();
}

function valueIn(form: HTMLFormElement, name: string): string {
  const field = form.elements.namedItem(name);
  return field instanceof RadioNodeList || field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement
    ? field.value
    : "";
}

function showProgress(form: HTMLFormElement): void {
  const bar = document.querySelector<HTMLProgressElement>("progress[data-fields]");
  const label = bar?.labels[0] as HTMLElement | undefined;
  if (!bar || !label) return;
  const names = (bar.dataset.fields ?? "").split(" ");
  const update = () => {
    const done = names.filter((name) => valueIn(form, name).trim() !== "").length;
    bar.value = done;
    label.textContent = fill(label.dataset.text ?? "", "done", done);
  };
  form.addEventListener("input", update);
  update();
}

const form = document.querySelector<HTMLFormElement>("form[data-autosave]");
if (form) {
  for (const box of form.querySelectorAll<HTMLElement>("[data-count]")) countCharacters(box);
  showProgress(form);
  startAutosave(form);
  startHints(form);
}
