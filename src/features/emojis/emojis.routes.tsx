import { type Context, Hono } from "hono";
import { answerStored, FOR_EVER, HARMLESS } from "../../platform/storage/answer.ts";
import type { Variant } from "../../platform/storage/storage.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { act, FRESH, statusOf } from "../../ui/forms/act.ts";
import { readFormData, typed } from "../../ui/forms/read-form.ts";
import type { MessageKey } from "../../ui/i18n/i18n.ts";
import { ConfirmPage } from "../../ui/parts/confirm-page.tsx";
import { emojiNotFound } from "./emojis.errors.ts";
import { canKeepEmojis } from "./emojis.policy.ts";
import { allEmojis, type EmojiRow, emojiById, emojiByKey } from "./emojis.queries.ts";
import { addEmoji, deleteEmoji, retireEmoji, showEmoji } from "./emojis.usecases.ts";
import { EmojisPage } from "./pages/emojis-page.tsx";

type C = Context<AppEnv>;

const PATH = "/verwaltung/emojis";
const DONE: Readonly<Record<string, MessageKey>> = {
  neu: "emojis.done.added",
  gespeichert: "admin.done.saved",
  geloescht: "emojis.done.deleted",
};

/** The pictures, for everybody; the page that looks after them, for admins: others get 404 before they come there. */
export const emojiRoutes = new Hono<AppEnv>()
  .get("/media/emojis/:key", (c) => serve(c, "whole"))
  .get("/media/emojis/:key/klein", (c) => serve(c, "preview"))
  .get(PATH, (c) => emojisPage(c))
  .post(PATH, (c) =>
    act(c, `${PATH}?getan=neu`, emojisPage, async (form) => {
      const file = (await readFormData(c)).get("picture");
      const picture = file instanceof File ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
      await addEmoji(c.var.ctx, keeper(c), { shortcode: typed(form, "shortcode"), ...shownIn(form) }, picture);
    }),
  )
  .post(`${PATH}/:id{[0-9]+}`, (c) =>
    act(c, `${PATH}?getan=gespeichert`, emojisPage, (form) =>
      showEmoji(c.var.ctx, keeper(c), c.req.param("id"), shownIn(form)),
    ),
  )
  .post(`${PATH}/:id{[0-9]+}/verwendung`, (c) =>
    act(c, `${PATH}?getan=gespeichert`, emojisPage, (form) =>
      retireEmoji(c.var.ctx, keeper(c), c.req.param("id"), typed(form, "verwendung") === "ende"),
    ),
  )
  .get(`${PATH}/:id{[0-9]+}/loeschen`, async (c) => {
    const { frame } = c.var;
    const { id, shortcode } = await emojiIn(c);
    return c.html(
      <ConfirmPage
        frame={frame}
        title={frame.t("emojis.delete.title", { shortcode: `:${shortcode}:` })}
        action={`${PATH}/${id}/loeschen`}
        confirm={frame.t("emojis.delete.confirm")}
        back={PATH}
      >
        <p>{frame.t("emojis.delete.text")}</p>
      </ConfirmPage>,
    );
  })
  .post(`${PATH}/:id{[0-9]+}/loeschen`, async (c) => {
    await deleteEmoji(c.var.ctx, keeper(c), c.req.param("id"));
    return c.redirect(`${PATH}?getan=geloescht`, 303);
  });

/** @throws AppError `emojis.not-found`, as if the page were not there */
function keeper(c: C): Viewer {
  const { viewer } = c.var;
  if (!canKeepEmojis(viewer)) throw emojiNotFound();
  return viewer;
}

async function emojiIn(c: C): Promise<EmojiRow> {
  keeper(c);
  const row = await emojiById(c.var.ctx, c.req.param("id") ?? "");
  if (!row) throw emojiNotFound();
  return row;
}

const shownIn = (form: Parameters<typeof typed>[0]) => ({
  category: typed(form, "category"),
  inPicker: typed(form, "inPicker") === "ja",
});

async function emojisPage(c: C, returned = FRESH): Promise<Response> {
  keeper(c);
  const page = (
    <EmojisPage
      frame={c.var.frame}
      done={DONE[c.req.query("getan") ?? ""]}
      emojis={await allEmojis(c.var.ctx)}
      form={returned.form}
      errors={returned.errors}
      changed={c.req.param("id")}
    />
  );
  return c.html(page, statusOf(returned));
}

async function serve(c: C, variant: Variant): Promise<Response> {
  const row = await emojiByKey(c.var.ctx, c.req.param("key") ?? "");
  const headers = row && {
    ...HARMLESS,
    "Content-Type": variant === "whole" ? row.mediaType : "image/png",
    "Content-Disposition": "inline",
    "Cache-Control": FOR_EVER,
    ETag: `"${row.storageKey}${variant === "whole" ? "" : "-klein"}"`,
  };
  const answer = headers && (await answerStored(c, c.var.ctx, { key: row.storageKey, variant, headers }));
  if (!answer) throw emojiNotFound();
  return answer;
}
