/** A member's text as paragraphs: a blank line parts them, a single line break stays one. */
export const Paragraphs = ({ text }: { text: string }) => (
  <>
    {text
      .split(/\n\s*\n/)
      .filter((paragraph) => paragraph.trim() !== "")
      .map((paragraph) => (
        <p class="pre-line">{paragraph.trim()}</p>
      ))}
  </>
);

/** A list of a member's sentences. */
export const Bullets = ({ items }: { items: readonly string[] }) => (
  <ul class="bullets">
    {items.map((item) => (
      <li>{item}</li>
    ))}
  </ul>
);
