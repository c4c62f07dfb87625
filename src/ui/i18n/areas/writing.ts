import { catalogue } from "../catalogue.ts";

export const writing = catalogue({
  de: {
    "writing.title": "Ein Projekt aufschreiben",
  },
  en: {
    "writing.title": "Write up a project",
  },
});
