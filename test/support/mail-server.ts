import { SMTPServer } from "smtp-server";
import type { Ctx } from "../../src/platform/ctx.ts";
import { sendMail } from "../../src/platform/mail.ts";
import { whenFileIsDone } from "./closing.ts";

/** A mail as it reached the server. */
interface Letter {
  readonly from: string;
  readonly to: string[];
  /** Head and body as they were before they were wrapped and encoded for the way. */
  readonly text: string;
}

/** A real mail server on loopback. */
export interface MailServer {
  /** Settings of a district that sends through it. */
  readonly environment: { readonly SMTP_URL: string; readonly MAIL_FROM: string };
  /** From now on it takes nothing, or everything. */
  refuse(refusing: boolean): void;
  /** Works off the queue `mail` of a district: what then reached the server. */
  sent(ctx: Ctx): Promise<Letter[]>;
}

const readable = (text: string): string =>
  text
    .replace(/=\r\n/g, "")
    .replace(/(=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll("=", ""), "hex").toString());

/** Starts it; it ends with the test file. */
export async function startMailServer(): Promise<MailServer> {
  const letters: Letter[] = [];
  let refusing = false;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo: (_address, _session, done) => done(refusing ? new Error("later") : null),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        letters.push({
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          text: readable(Buffer.concat(chunks).toString()),
        });
        done();
      });
    },
  });
  const port = await new Promise<number>((resolve) => {
    const listening = server.listen(0, "127.0.0.1", () => {
      const address = listening.address();
      resolve(address !== null && typeof address === "object" ? address.port : 0);
    });
  });
  whenFileIsDone(() => new Promise<void>((closed) => server.close(() => closed())));
  return {
    environment: { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: "post@heslach.test" },
    refuse: (now) => {
      refusing = now;
    },
    async sent(ctx) {
      letters.length = 0;
      const jobs = await ctx.sql<{ payload: string }[]>`delete from jobs where queue = 'mail' returning payload`;
      for (const { payload } of jobs) await sendMail(ctx, payload);
      return [...letters];
    },
  };
}
