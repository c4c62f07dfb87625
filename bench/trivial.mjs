// The floor under every answer: the same server and router, and nothing else. A child process, like the product.
import { serve } from "@hono/node-server";
import { Hono } from "hono";

const app = new Hono()
  .get("/", (c) => c.text("ok"))
  .post("/", async (c) => c.text(String((await c.req.text()).length)));
const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => process.send?.(port));
process.on("disconnect", () => {
  server.close();
  process.exit(0);
});
