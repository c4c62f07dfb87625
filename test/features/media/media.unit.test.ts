import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanFileName, documentType, multibaseDigest } from "../../../src/features/media/media.model.ts";
import { sniffImage } from "../../../src/platform/pictures/sniff.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");

test("an image is known by its first bytes alone", () => {
  expect(sniffImage(bytes("\xff\xd8\xff\xe0..JFIF"))).toBe("jpeg");
  expect(sniffImage(bytes("\x89PNG\r\n\x1a\n...."))).toBe("png");
  expect(sniffImage(bytes("GIF89a...."))).toBe("gif");
  expect(sniffImage(bytes("RIFF\x10\0\0\0WEBPVP8 "))).toBe("webp");
  expect(sniffImage(bytes("\0\0\0\x1cftypavif"))).toBe("avif");
  expect(sniffImage(bytes("\0\0\0\x1cftypheic\0\0\0\0mif1heic"))).toBeNull();
  expect(sniffImage(bytes("<svg xmlns='http://www.w3.org/2000/svg'>"))).toBeNull();
  expect(sniffImage(bytes(""))).toBeNull();
});

test("a document is taken when its name and its content agree", () => {
  expect(documentType(bytes("%PDF-1.7"), "Infoblatt.PDF")).toBe("application/pdf");
  expect(documentType(bytes("PK\x03\x04mimetype"), "plan.odt")).toBe("application/vnd.oasis.opendocument.text");
  expect(documentType(bytes("a;b\n1;2"), "kosten.csv")).toBe("text/csv");
  expect(documentType(bytes("PK\x03\x04"), "plan.pdf")).toBeNull();
  expect(documentType(bytes("MZ\x90"), "programm.txt")).toBeNull();
  expect(documentType(bytes("a\0b"), "notizen.txt")).toBeNull();
  for (const name of ["a.svg", "a.html", "a.json", "a.exe", "a.js", "a", "a.constructor", ".pdf.html"]) {
    expect(documentType(bytes("%PDF-"), name), name).toBeNull();
  }
});

test("T180 a file name is only what is offered for download: no folders, no control characters, bounded", () => {
  expect(cleanFileName("../../etc/passwd")).toBe("passwd");
  expect(cleanFileName("C:\\Fotos\\Straße & Fest.jpg")).toBe("Straße & Fest.jpg");
  expect(cleanFileName("plan\u202Efdp.exe\u0000.pdf")).toBe("planfdp.exe.pdf");
  expect(cleanFileName("..")).toBe("datei");
  expect(cleanFileName(`${"ä".repeat(300)}.odt`)).toBe(`${"ä".repeat(96)}.odt`);
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (name) => {
      const cleaned = cleanFileName(name);
      expect([...cleaned].length).toBeLessThanOrEqual(100);
      expect(cleaned).toMatch(/^[^/\\\p{Cc}"<>]+$/u);
    }),
  );
});

test("the digest is the SHA-256 multihash in base58btc", () => {
  const digest = multibaseDigest(bytes("hello world"));
  expect(digest).toBe("zQmaozNR7DZHQK1ZcU9p7QdrshMvXqWK6gpu5rmrkPdT3L4");
  expect(createHash("sha256").update("hello world").digest("hex").slice(0, 8)).toBe("b94d27b9");
});
