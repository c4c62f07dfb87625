import type { Ctx } from "./ctx.ts";
import { enqueueJob } from "./jobs.ts";

/** A mail to one person, plain text. */
export interface Mail {
  /** One address. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Where one stops such mails with one click (RFC 8058): an address of ours that takes a POST. */
  readonly unsubscribe?: string;
}

/** Whether this server can send mail. Where not, whoever would mail finds another way, and pages do not offer it. */
export const isMailOn = (ctx: Ctx): boolean => ctx.config.mail !== null;

/** Sends a mail once the transaction of `ctx` commits; tried again for two days. Nothing happens where mail is off. */
export async function enqueueMail(ctx: Ctx, mail: Mail): Promise<void> {
  if (isMailOn(ctx)) await enqueueJob(ctx, "mail", JSON.stringify(mail));
}

/**
 * Hands a mail of the queue `mail` to the mail server of the settings.
 * @throws when the server does not take it, so that it is tried again
 */
export async function sendMail(ctx: Ctx, payload: string): Promise<void> {
  const settings = ctx.config.mail;
  if (settings === null) return;
  const { to, subject, text, unsubscribe } = JSON.parse(payload) as Mail;
  // Loaded with the first mail: most processes never send one.
  const { createTransport } = await import("nodemailer");
  const transport = createTransport({ url: settings.smtpUrl, connectionTimeout: 10_000, socketTimeout: 30_000 });
  try {
    await transport.sendMail({
      from: settings.from,
      to: { name: "", address: to },
      subject,
      text,
      headers: {
        // Says to other machines that nobody wrote this by hand, so that none answers (RFC 3834).
        "Auto-Submitted": "auto-generated",
        ...(unsubscribe !== undefined && {
          "List-Unsubscribe": `<${unsubscribe}>`,
          "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }),
      },
      // Whatever stands in a text, no file is read and nothing is fetched for a mail.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  } finally {
    transport.close();
  }
}
