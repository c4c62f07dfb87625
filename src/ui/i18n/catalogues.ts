import { common } from "./areas/common.ts";
import { errors } from "./areas/errors.ts";
import { media } from "./areas/media.ts";
import { projectNotes } from "./areas/project-notes.ts";
import { reading } from "./areas/reading.ts";
import { terms } from "./areas/terms.ts";
import { writing } from "./areas/writing.ts";

/** All texts, area by area. A key starts with the name of its area: `common.save`. */
export const catalogues = {
  de: { ...common.de, ...errors.de, ...media.de, ...projectNotes.de, ...reading.de, ...terms.de, ...writing.de },
  en: { ...common.en, ...errors.en, ...media.en, ...projectNotes.en, ...reading.en, ...terms.en, ...writing.en },
};
