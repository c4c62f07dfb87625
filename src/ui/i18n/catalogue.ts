/** German and English side by side, so that neither is forgotten: tsc refuses a key that one of them lacks. */
export function catalogue<const Keys extends string>(texts: {
  de: Record<Keys, string>;
  en: Record<NoInfer<Keys>, string>;
}): {
  de: Record<Keys, string>;
  en: Record<Keys, string>;
} {
  return texts;
}
