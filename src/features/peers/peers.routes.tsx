import { type Context, Hono } from "hono";
import { isId } from "../../platform/ids.ts";
import { deadJobs, queueStatus, releaseHost, retryDead } from "../../platform/jobs.admin.ts";
import { readInput } from "../../platform/validation.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { act, FRESH, type Returned, statusOf } from "../../ui/forms/act.ts";
import { type FormValues, typed, typedAll } from "../../ui/forms/read-form.ts";
import type { MessageKey } from "../../ui/i18n/i18n.ts";
import { districtOf } from "../district/district.queries.ts";
import { chooseExchange } from "../district/district.usecases.ts";
import { ConnectionsPage } from "./pages/connections-page.tsx";
import { PublicRulesPage } from "./pages/public-rules-page.tsx";
import { ServersPage } from "./pages/servers-page.tsx";
import { onlyAdmins } from "./peers.errors.ts";
import type { HostRule } from "./peers.model.ts";
import { countPeers, failingPeers, publicRules, ruledPeers, ruleFor, trustedPeers } from "./peers.queries.ts";
import { levelOf, modeSchema, ruleSchema, trustSchema } from "./peers.schemas.ts";
import { liftRule, ruleOnPeer, trustPeer } from "./peers.usecases.ts";
import { allRelays } from "./relays.queries.ts";

type C = Context<AppEnv>;

const PAGE = 50;
const HOME = "/verwaltung/verbindungen";
const SERVERS = `${HOME}/server`;
const DONE: Readonly<Record<string, MessageKey>> = {
  gespeichert: "admin.done.saved",
  freigegeben: "admin.done.released",
  wiederholt: "admin.done.retried",
  geregelt: "peers.done.ruled",
  aufgehoben: "peers.done.lifted",
  aufgenommen: "peers.done.trusted",
  gestrichen: "peers.done.distrusted",
  uebernommen: "peers.done.imported",
};

/** `/verwaltung/verbindungen`: with whom we exchange what, and how it goes. For admins; others get 404 before. */
export const peerRoutes = new Hono<AppEnv>()
  .get(HOME, (c) => connectionsPage(c))
  .post(`${HOME}/modus`, (c) =>
    act(c, `${HOME}?getan=gespeichert`, connectionsPage, (form) => {
      const given = readInput(modeSchema, { modus: typed(form, "modus"), liste: typedAll(form, "liste") });
      return chooseExchange(c.var.ctx, admin(c), given);
    }),
  )
  .post(`${HOME}/freigeben`, (c) =>
    act(c, `${HOME}?getan=freigegeben`, connectionsPage, (form) => {
      admin(c);
      return releaseHost(c.var.ctx, typed(form, "host"));
    }),
  )
  .post(`${HOME}/wiederholen`, (c) =>
    act(c, `${HOME}?getan=wiederholt`, connectionsPage, async (form) => {
      admin(c);
      const jobId = typed(form, "job");
      if (typed(form, "was") === "alles") await retryDead(c.var.ctx);
      else if (isId(jobId)) await retryDead(c.var.ctx, { jobId });
    }),
  )
  .get(SERVERS, (c) => serversPage(c))
  .post(`${SERVERS}/sperren`, (c) =>
    act(c, `${SERVERS}?getan=geregelt`, serversPage, (form) => ruleOnPeer(c.var.ctx, admin(c), readRule(form))),
  )
  .post(`${SERVERS}/entsperren`, (c) =>
    act(c, `${SERVERS}?getan=aufgehoben`, serversPage, (form) => liftRule(c.var.ctx, admin(c), typed(form, "host"))),
  )
  .post(`${SERVERS}/aufnehmen`, (c) =>
    act(c, `${SERVERS}?getan=aufgenommen`, serversPage, (form) => trust(c, typed(form, "name"), true)),
  )
  .post(`${SERVERS}/streichen`, (c) =>
    act(c, `${SERVERS}?getan=gestrichen`, serversPage, (form) => trust(c, typed(form, "name"), false)),
  )
  .get("/gesperrte-server", async (c) => {
    if ((await districtOf(c.var.ctx))?.publishesBlocks !== true) return c.notFound();
    return c.html(<PublicRulesPage frame={c.var.frame} rules={await publicRules(c.var.ctx)} />);
  });

/** The error of a name stands at the field that it was typed into. */
async function trust(c: C, host: string, isTrusted: boolean): Promise<void> {
  readInput(trustSchema, { name: host });
  await trustPeer(c.var.ctx, admin(c), host, isTrusted);
}

function admin(c: C): Viewer {
  if (c.var.viewer?.role !== "admin") throw onlyAdmins();
  return c.var.viewer;
}

const readRule = (form: FormValues): HostRule =>
  readInput(ruleSchema, {
    host: typed(form, "host"),
    stufe: typed(form, "stufe"),
    auch: typedAll(form, "auch"),
    oeffentlich: typed(form, "oeffentlich"),
    intern: typed(form, "intern"),
  });

const ruleAsForm = (rule: HostRule): FormValues => ({
  host: [rule.host],
  stufe: [levelOf(rule)],
  auch: [
    ...(rule.rejectMedia ? ["medien"] : []),
    ...(rule.rejectReports ? ["meldungen"] : []),
    ...(rule.obfuscated ? ["verdeckt"] : []),
  ],
  oeffentlich: [rule.publicReason],
  intern: [rule.privateReason],
});

const done = (c: C): MessageKey | undefined => DONE[c.req.query("getan") ?? ""];

async function connectionsPage(c: C, returned: Returned = FRESH): Promise<Response> {
  const { ctx, frame } = c.var;
  const asked = c.req.query("vor");
  const before = asked !== undefined && isId(asked) ? asked : undefined;
  const [district, counts, relays, queues, failing, dead] = await Promise.all([
    districtOf(ctx),
    countPeers(ctx),
    allRelays(ctx),
    queueStatus(ctx),
    failingPeers(ctx),
    deadJobs(ctx, { limit: PAGE, ...(before !== undefined && { before }) }),
  ]);
  const chosen: FormValues = {
    modus: [district?.mode ?? "partnersWrite"],
    liste: district?.publishesBlocks === true ? ["ja"] : [],
  };
  const page = (
    <ConnectionsPage
      frame={frame}
      done={done(c)}
      hasImprint={Boolean(district?.imprint)}
      publishesBlocks={district?.publishesBlocks === true}
      counts={counts}
      relays={relays.length}
      queues={queues}
      failing={failing}
      dead={dead}
      deadBefore={dead.length === PAGE ? dead.at(-1)?.id : undefined}
      values={returned === FRESH ? chosen : returned.form}
      errors={returned.errors}
    />
  );
  return c.html(page, statusOf(returned));
}

async function serversPage(c: C, returned: Returned = FRESH): Promise<Response> {
  const { ctx, frame } = c.var;
  const [host, ruledAfter, trustedAfter] = [c.req.query("host"), c.req.query("nach"), c.req.query("liste-nach")];
  const [district, edited, ruled, trusted] = await Promise.all([
    districtOf(ctx),
    host === undefined ? null : ruleFor(ctx, host),
    ruledPeers(ctx, { after: ruledAfter, limit: PAGE }),
    trustedPeers(ctx, { after: trustedAfter, limit: PAGE }),
  ]);
  const page = (
    <ServersPage
      frame={frame}
      done={done(c)}
      mode={district?.mode ?? "partnersWrite"}
      rules={ruled}
      ruledAfter={ruled.length === PAGE ? ruled.at(-1)?.host : undefined}
      trusted={trusted}
      trustedAfter={trusted.length === PAGE ? trusted.at(-1) : undefined}
      edited={edited?.host}
      values={returned === FRESH && edited ? ruleAsForm(edited) : returned.form}
      errors={returned.errors}
    />
  );
  return c.html(page, statusOf(returned));
}
