// One rate limiter of npm on a loopback port: three requests in five seconds.
const [name, port] = process.argv.slice(2);
const [limit, window, host] = [3, 5000, "127.0.0.1"];

if (name === "express-rate-limit") {
  const [{ default: express }, { rateLimit }] = [await import("express"), await import("express-rate-limit")];
  const app = express();
  app.use(rateLimit({ limit, windowMs: window, legacyHeaders: true }));
  app.get("/", (_, res) => res.send("ok"));
  app.listen(port, host);
}
if (name === "koa-ratelimit") {
  const [{ default: Koa }, { default: ratelimit }] = [await import("koa"), await import("koa-ratelimit")];
  const app = new Koa();
  app.use(ratelimit({ driver: "memory", db: new Map(), max: limit, duration: window, id: () => "all" }));
  app.use((ctx) => { ctx.body = "ok"; });
  app.listen(port, host);
}
if (name === "@fastify/rate-limit") {
  const [{ default: fastify }, { default: ratelimit }] = [await import("fastify"), await import("@fastify/rate-limit")];
  const app = fastify();
  await app.register(ratelimit, { max: limit, timeWindow: window });
  app.get("/", async () => "ok");
  await app.listen({ port: Number(port), host });
}
