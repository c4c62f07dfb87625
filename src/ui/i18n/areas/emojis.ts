import { catalogue } from "../catalogue.ts";

/** Emojis of this server: `/verwaltung/emojis`, and the list below texts. */
export const emojis = catalogue({
  de: {
    "emojis.title": "Eigene Emojis",
    "emojis.overview": "Kleine Bilder für Texte: das Logo des Stadtteils, das Maskottchen vom Straßenfest.",
    "emojis.lead":
      "Wer :kuerzel: in einen Text schreibt, bekommt an dieser Stelle das Bild, hier und auf anderen Servern. Bitte nur Bilder, die Sie weitergeben dürfen.",
    "emojis.none": "Es gibt noch keine eigenen Emojis. Laden Sie das erste hoch.",
    "emojis.new": "Neues Emoji",
    "emojis.add": "Emoji hinzufügen",
    "emojis.picture": "Bild",
    "emojis.picture.hint":
      "PNG, GIF oder WebP, höchstens 256 KB, am besten quadratisch. Wir verkleinern es auf 128 Pixel und entfernen alles, was nicht Bild ist.",
    "emojis.shortcode": "Kürzel",
    "emojis.shortcode.hint":
      "Was man zwischen zwei Doppelpunkten tippt. Nur Buchstaben ohne Umlaute, Ziffern und _, mindestens zwei Zeichen. Es lässt sich später nicht ändern.",
    "emojis.category": "Kategorie",
    "emojis.category.hint": "Ordnet die Auswahl, zum Beispiel „Stadtteil“ oder „Feste“.",
    "emojis.in-picker": "In der Auswahl zeigen (in Apps und beim Schreiben)",
    "emojis.uncategorised": "Ohne Kategorie",
    "emojis.retired": "außer Gebrauch",
    "emojis.hidden": "nicht in der Auswahl",
    "emojis.retire": "Außer Gebrauch nehmen",
    "emojis.retire.hint":
      "Außer Gebrauch: In neuen Texten erscheint das Bild nicht mehr, alte behalten es. Gelöscht: Auch alte Texte zeigen nur noch das Kürzel.",
    "emojis.use-again": "Wieder in Gebrauch nehmen",
    "emojis.delete": "Löschen …",
    "emojis.delete.title": "{shortcode} löschen?",
    "emojis.delete.text":
      "Das Bild ist danach weg. Texte, in denen es vorkommt, zeigen nur noch das Kürzel; andere Server haben vielleicht eine Kopie. Wenn es nur nicht mehr verwendet werden soll, nehmen Sie es lieber außer Gebrauch.",
    "emojis.delete.confirm": "Für immer löschen",
    "emojis.done.added": "Das Emoji ist da",
    "emojis.done.deleted": "Das Emoji ist gelöscht",
    "emojis.list": "Eigene Emojis dieses Stadtteils",
    "emojis.list.lead": "Tippen Sie das Kürzel mit beiden Doppelpunkten; daraus wird das Bild.",
    "error.emojis.only-admins": "Um die Emojis kümmert sich die Verwaltung.",
    "error.emojis.not-found": "Dieses Emoji gibt es nicht (mehr).",
    "error.emojis.shortcode-malformed": "Das Kürzel hat 2 bis 128 Zeichen: nur Buchstaben ohne Umlaute, Ziffern und _.",
    "error.emojis.shortcode-taken": "Dieses Kürzel gibt es schon; auf Groß und Klein kommt es nicht an.",
    "error.emojis.no-picture": "Bitte wählen Sie ein Bild aus.",
    "error.emojis.only-pictures": "Das Bild lässt sich nicht lesen. Hier gehen nur PNG, GIF und WebP.",
    "error.emojis.too-many-pixels":
      "Das Bild ist zu groß: höchstens 200 Einzelbilder, alle zusammen höchstens 16 Megapixel.",
    "error.emojis.too-large": "Das Bild hat mehr als 256 KB. Andere Server nehmen keine größeren.",
    "error.emojis.too-many": "Es gibt schon 500 Emojis. Bitte löschen Sie zuerst welche.",
  },
  en: {
    "emojis.title": "Custom emojis",
    "emojis.overview": "Small pictures for texts: the district's logo, the mascot of the street party.",
    "emojis.lead":
      "Whoever writes :shortcode: in a text gets the picture there, here and on other servers. Please use only pictures that you may pass on.",
    "emojis.none": "There are no custom emojis yet. Upload the first one.",
    "emojis.new": "New emoji",
    "emojis.add": "Add emoji",
    "emojis.picture": "Picture",
    "emojis.picture.hint":
      "PNG, GIF or WebP, at most 256 KB, preferably square. We scale it down to 128 pixels and remove everything that is not the picture.",
    "emojis.shortcode": "Shortcode",
    "emojis.shortcode.hint":
      "What is typed between two colons. Only letters without accents, digits and _, at least two characters. It cannot be changed later.",
    "emojis.category": "Category",
    "emojis.category.hint": "Puts the list in order, for example “District” or “Parties”.",
    "emojis.in-picker": "Show in the list (in apps and while writing)",
    "emojis.uncategorised": "Without category",
    "emojis.retired": "out of use",
    "emojis.hidden": "not in the list",
    "emojis.retire": "Take out of use",
    "emojis.retire.hint":
      "Out of use: new texts do not get the picture any more, old ones keep it. Deleted: old texts show only the shortcode, too.",
    "emojis.use-again": "Use again",
    "emojis.delete": "Delete …",
    "emojis.delete.title": "Delete {shortcode}?",
    "emojis.delete.text":
      "The picture will be gone. Texts with it show only the shortcode; other servers may have a copy. If it should just not be used any more, take it out of use instead.",
    "emojis.delete.confirm": "Delete for ever",
    "emojis.done.added": "The emoji is there",
    "emojis.done.deleted": "The emoji is deleted",
    "emojis.list": "Custom emojis of this district",
    "emojis.list.lead": "Type the shortcode with both colons; it becomes the picture.",
    "error.emojis.only-admins": "Administrators look after the emojis.",
    "error.emojis.not-found": "This emoji does not exist (any more).",
    "error.emojis.shortcode-malformed":
      "A shortcode has 2 to 128 characters: only letters without accents, digits and _.",
    "error.emojis.shortcode-taken": "This shortcode is taken; capitals make no difference.",
    "error.emojis.no-picture": "Please choose a picture.",
    "error.emojis.only-pictures": "The picture cannot be read. Only PNG, GIF and WebP are taken here.",
    "error.emojis.too-many-pixels": "The picture is too large: at most 200 frames, all together at most 16 megapixels.",
    "error.emojis.too-large": "The picture is larger than 256 KB. Other servers take no larger ones.",
    "error.emojis.too-many": "There are 500 emojis already. Please delete some first.",
  },
});
