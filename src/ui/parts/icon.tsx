import { assetPath } from "../assets.ts";

/** Icons of the sprite `ui/theme/icons.svg`, 24 × 24. */
export type IconName =
  | "haus"
  | "haus-leer"
  | "kalender"
  | "ort"
  | "euro"
  | "gruppe"
  | "blatt"
  | "suche"
  | "drucker"
  | "herunter"
  | "tausch"
  | "geben"
  | "rollstuhl"
  | "schluessel"
  | "finger"
  | "menue"
  | "sicher"
  | "siegel"
  | "stand-laeuft"
  | "stand-gelungen"
  | "stand-gemischt"
  | "stand-nicht"
  | "stift"
  | "person"
  | "netz"
  | "uhr"
  | "datei"
  | "antwort"
  | "marke";

/** Drawings of the sprite, 176 × 110. */
export type DrawingName =
  | "z-tueren"
  | "z-tisch"
  | "z-werkzeug"
  | "z-tausch"
  | "z-brett"
  | "z-baum"
  | "z-rad"
  | "z-buch"
  | "z-brot";

/** An icon beside words; it is hidden from screen readers, so the words must say it all. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg class="icon" aria-hidden="true">
    <use href={`${assetPath("icons.svg")}#${name}`} />
  </svg>
);

/** A decorative drawing. */
export const Drawing = ({ name }: { name: DrawingName }) => (
  <svg class="drawing" viewBox="0 0 176 110" aria-hidden="true">
    <use href={`${assetPath("icons.svg")}#${name}`} />
  </svg>
);

/** The street below the first words of the district's page. */
export const StreetDrawing = () => (
  <svg viewBox="0 0 1600 180" aria-hidden="true">
    <use href={`${assetPath("icons.svg")}#strasse`} />
  </svg>
);
