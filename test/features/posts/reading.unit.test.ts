import { describe, expect, test } from "vitest";
import { readWire } from "../../../src/features/posts/posts.activitypub.ts";
import { isNewer, visibilityOf } from "../../../src/features/posts/posts.model.ts";
import type { JsonObject } from "../../../src/platform/json.ts";

const PUBLIC = "https://www.w3.org/ns/activitystreams#Public";
const ID = "https://a.test/notes/1";
const read = (more: JsonObject) => readWire({ id: ID, type: "Note", content: "<p>x</p>", ...more });

describe("check 102: odd shapes", () => {
  test("single values in place of lists", () => {
    const post = read({
      to: PUBLIC,
      cc: "https://a.test/u/followers",
      tag: { type: "Hashtag", name: "#Kaffee" },
      attachment: { type: "Document", mediaType: "image/png", url: "https://a.test/1.png", name: "Bild" },
    });
    expect(post).toMatchObject({
      to: [PUBLIC],
      cc: ["https://a.test/u/followers"],
      tags: [{ tag: "kaffee", name: "Kaffee" }],
      attachments: [{ url: "https://a.test/1.png", mediaType: "image/png", alt: "Bild" }],
      imageUrl: "https://a.test/1.png",
      imageAlt: "Bild",
    });
  });

  test.each<[string, JsonObject["attributedTo"], string[]]>([
    ["an object", { type: "Person", id: "https://a.test/u" }, ["https://a.test/u"]],
    ["a list of one", ["https://a.test/u"], ["https://a.test/u"]],
    [
      "a person and a channel (PeerTube)",
      [
        { type: "Person", id: "https://a.test/u" },
        { type: "Group", id: "https://a.test/c" },
      ],
      ["https://a.test/u", "https://a.test/c"],
    ],
    ["nothing", null, []],
  ])("the author as %s", (_, attributedTo, expected) => {
    expect(read({ attributedTo })?.attributedTo).toEqual(expected);
  });

  test("a list of types: the first that is a post's", () => {
    expect(read({ type: ["stv:Idea", "Article", "Note"] })).toMatchObject({ type: "Article", kind: "article" });
    expect(read({ type: ["Person"] })).toBeNull();
    expect(read({ type: "Relationship" })).toBeNull();
  });

  test("no cc, as:Public, summary null, no published", () => {
    const post = read({ to: ["as:Public"], summary: null });
    expect(post).toMatchObject({ to: ["as:Public"], cc: [], summary: null, publishedAt: null });
    expect(visibilityOf(post!.to, post!.cc, null)).toBe("public");
    expect(visibilityOf([], ["Public"], null)).toBe("unlisted");
    expect(visibilityOf([], [], "https://a.test/u/followers")).toBe("direct");
  });

  test.each<[string, JsonObject, string | null]>([
    ["closed before its end", { closed: "2026-11-01T00:00:00Z", endTime: "2036-11-01T00:00:00Z" }, "2026-11-01"],
    [
      "only said to be closed",
      { closed: true, updated: "2026-11-02T00:00:00Z", endTime: "2036-11-01T00:00:00Z" },
      "2026-11-02",
    ],
    ["said not to be closed", { closed: false, endTime: "2036-11-01T00:00:00Z" }, "2036-11-01"],
    ["without an end", {}, null],
  ])("a poll %s", (_, more, ends) => {
    const poll = read({ type: "Question", oneOf: [{ type: "Note", name: "A" }], ...more })?.poll;
    expect(poll?.endsAt?.toISOString().slice(0, 10) ?? null).toBe(ends);
  });

  test("a text only in its language map, and the plain twin", () => {
    const post = readWire({
      id: ID,
      type: "Article",
      nameMap: { de: "Titel" },
      contentMap: { de: "<p>Lang</p>", "de-simple": "<p>Kurz</p>" },
    });
    expect(post).toMatchObject({ title: "Titel", content: "<p>Lang</p>", plainContent: "<p>Kurz</p>", language: "de" });
  });

  test("the language as an object (Lemmy), a string (Mobilizon), or that of the text", () => {
    expect(read({ language: { identifier: "de", name: "Deutsch" } })?.language).toBe("de");
    expect(read({ inLanguage: "fr" })?.language).toBe("fr");
    expect(read({ language: { identifier: "und" } })?.language).toBeNull();
    expect(read({ contentMap: { en: "<p>y</p>", de: "<p>x</p>" } })?.language).toBe("de");
  });

  test("a page among several links; on another host it does not count", () => {
    const url = [
      { type: "Link", mediaType: "application/x-mpegURL", href: "https://a.test/v.m3u8" },
      { type: "Link", mediaType: "text/html", href: "https://a.test/w/1" },
    ];
    expect(readWire({ id: ID, type: "Video", url })).toMatchObject({ url: "https://a.test/w/1", kind: "other" });
    expect(read({ url: "https://b.test/1" })?.url).toBe(ID);
  });

  test("markdown and plain text are escaped, not read as HTML", () => {
    expect(read({ mediaType: "text/markdown", content: "**a** <b>" })?.content).toBe("<p>**a** &lt;b&gt;</p>");
  });

  test("a vote is told from a comment", () => {
    const vote = { name: "Ja", inReplyTo: "https://b.test/q" };
    expect(readWire({ id: ID, type: "Note", ...vote })?.isVote).toBe(true);
    expect(read({ ...vote })?.isVote).toBe(false);
  });

  test.each([{ id: null }, { id: 7 }, { id: "urn:x" }, { id: "javascript:alert(1)" }, { type: null }, { type: 3 }])(
    "%j is no post",
    (more) => expect(read(more)).toBeNull(),
  );
});

test("T117 addresses with other schemes than http are dropped everywhere", () => {
  for (const url of ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//x.test", ""]) {
    const post = read({
      url,
      image: { type: "Image", url },
      attachment: [
        { type: "Image", url },
        { type: "Link", href: url },
      ],
      inReplyTo: url,
      tag: [{ type: "Mention", href: url }],
    });
    expect(post).toMatchObject({ url: ID, imageUrl: null, attachments: [], inReplyTo: null, mentions: [] });
  }
});

test("focus and blur of pictures are read, a code that is none is not", () => {
  const picture = { type: "Document", mediaType: "image/png", url: "https://a.test/1.png" };
  const hints = { focalPoint: [0, -0.5], blurhash: "LEHV6nWB2yk8pyo0adR*.7kCMdnj" };
  const post = read({
    attachment: [
      { ...picture, ...hints },
      { ...picture, focalPoint: [7, 0], blurhash: "UcM9" },
    ],
  });
  expect(post?.attachments[0]).toMatchObject({ focus: [0, -0.5], blurhash: hints.blurhash });
  expect(post?.attachments[1]).not.toHaveProperty("focus");
  expect(post?.attachments[1]).not.toHaveProperty("blurhash");
});

test("T114 title, summary, tags and alternative texts are plain text", () => {
  const post = read({
    name: "<b>Titel</b><script>x</script>",
    summary: "a &lt;b&gt; <img src=x onerror=y>",
    tag: [{ type: "Hashtag", name: "#<i>Kaffee</i>" }],
    attachment: [{ type: "Image", url: "https://a.test/1.png", name: "<svg onload=x>Bild" }],
  });
  expect(post).toMatchObject({ title: "Titel", summary: "a <b>", tags: [{ name: "Kaffee" }] });
  expect(post?.attachments[0]?.alt).toBe("Bild");
});

test("check 28: U+0000 and unpaired surrogates are taken out", () => {
  const post = read({ content: "a\u0000b\ud800c", name: "t\u0000\udc00", summary: "s\ud800" });
  expect(post).toMatchObject({ content: "abc", title: "t", summary: "s" });
});

test("of our kind the version decides, of others the time", () => {
  const at = (seconds: number) => new Date(seconds * 1000);
  const kept = { version: 3, updatedAt: at(10) };
  expect(isNewer({ version: 4, updatedAt: at(1) }, kept)).toBe(true);
  expect(isNewer({ version: 3, updatedAt: at(99) }, kept)).toBe(false);
  expect(isNewer({ version: null, updatedAt: at(11) }, kept)).toBe(true);
  expect(isNewer({ version: null, updatedAt: at(10) }, kept)).toBe(false);
});
