import { z } from "zod";

/** WebPushSubscription. */
export const pushSchema = z.object({
  // Tusky, Ice Cubes and Mastodon for Android read a number only.
  id: z.number().int().min(1),
  endpoint: z.url({ protocol: /^https$/ }),
  server_key: z.string().regex(/^B[\w-]{86}$/),
  standard: z.boolean(),
  policy: z.enum(["all", "followed", "follower", "none"]),
  alerts: z
    .object({
      follow: z.boolean(),
      favourite: z.boolean(),
      reblog: z.boolean(),
      mention: z.boolean(),
      poll: z.boolean(),
      status: z.boolean(),
    })
    .catchall(z.boolean()),
});
