import { common } from "./areas/common.ts";

/** All texts, area by area. A key starts with the name of its area: `common.save`. */
export const catalogues = {
  de: { ...common.de },
  en: { ...common.en },
};
