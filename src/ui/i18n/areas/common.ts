import { catalogue } from "../catalogue.ts";

export const common = catalogue({
  de: {
    "common.skip": "Zum Inhalt springen",
  },
  en: {
    "common.skip": "Skip to content",
  },
});
