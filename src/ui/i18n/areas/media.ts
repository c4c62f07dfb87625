import { catalogue } from "../catalogue.ts";

export const media = catalogue({
  de: {
    "error.media.too-large": "Die Datei ist größer als 16 MB. Bitte wählen Sie eine kleinere.",
    "error.media.not-taken":
      "Diese Art von Datei nehmen wir nicht an. Es gehen: PDF, ODT, ODS, ODP, DOCX, XLSX, PPTX, TXT, CSV, ICS.",
    "error.media.not-an-image":
      "Das Bild lässt sich nicht lesen. Es gehen: JPEG, PNG, WebP, AVIF und GIF. Fotos vom iPhone bitte als JPEG speichern.",
    "error.media.too-many-pixels": "Das Bild ist zu groß. Bitte verkleinern Sie es auf höchstens 64 Megapixel.",
    "error.media.daily-limit": "Für heute sind es genug Dateien. Morgen geht es weiter.",
    "error.media.busy": "Gerade werden viele Bilder bearbeitet. Bitte versuchen Sie es gleich noch einmal.",
    "error.media.not-found": "Diese Datei gibt es nicht (mehr).",
    "error.media.only-pictures": "Hier gehen nur Bilder: JPEG, PNG, WebP, AVIF und GIF.",
    "error.media.bad-description": "Die Beschreibung ist länger als 1500 Zeichen.",
    "error.media.bad-focus": "Der Bildmittelpunkt besteht aus zwei Zahlen von -1 bis 1 mit einem Komma dazwischen.",
    "error.media.in-use": "Diese Datei wird gebraucht: von einem Beitrag, einem geplanten Beitrag oder einem Entwurf.",
    "error.media.store-away":
      "Der Speicher für Dateien antwortet gerade nicht. Bitte versuchen Sie es gleich noch einmal.",
    "media.foreign.undescribed": "Bild ohne Bildbeschreibung",
    "media.foreign.sensitive": "Bilder und Dateien anzeigen (mit Hinweis versehen)",
    "media.foreign.video": "Film ohne Beschreibung",
    "media.foreign.audio": "Tonaufnahme ohne Beschreibung",
    "media.foreign.file": "Datei ohne Namen",
  },
  en: {
    "error.media.too-large": "The file is larger than 16 MB. Please choose a smaller one.",
    "error.media.not-taken":
      "We do not take this kind of file. These work: PDF, ODT, ODS, ODP, DOCX, XLSX, PPTX, TXT, CSV, ICS.",
    "error.media.not-an-image":
      "The image cannot be read. These work: JPEG, PNG, WebP, AVIF and GIF. Please save iPhone photos as JPEG.",
    "error.media.too-many-pixels": "The image is too large. Please scale it down to 64 megapixels at most.",
    "error.media.daily-limit": "That is enough files for today. You can go on tomorrow.",
    "error.media.busy": "Many images are being worked on. Please try again in a moment.",
    "error.media.not-found": "This file does not exist (any more).",
    "error.media.only-pictures": "Only pictures are taken here: JPEG, PNG, WebP, AVIF and GIF.",
    "error.media.bad-description": "The description is longer than 1500 characters.",
    "error.media.bad-focus": "A focus is two numbers from -1 to 1, with a comma between them.",
    "error.media.in-use": "This file is in use: by a post, a scheduled post or a draft.",
    "error.media.store-away": "The store for files does not answer at the moment. Please try again shortly.",
    "media.foreign.undescribed": "Picture without a description",
    "media.foreign.sensitive": "Show pictures and files (marked as sensitive)",
    "media.foreign.video": "Video without a description",
    "media.foreign.audio": "Recording without a description",
    "media.foreign.file": "File without a name",
  },
});
