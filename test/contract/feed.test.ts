import { createFeed } from "../../adapters/files/feed.ts";
import { createManualClock } from "../fakes/clock.ts";
import { temporaryDirectory } from "../fakes/directory.ts";
import { createMemoryFeed } from "../fakes/feed.ts";
import { feedContract } from "./feed.ts";

feedContract("memory", async () => {
  const feed = createMemoryFeed();
  return { feed, restart: async () => feed };
});

feedContract("web", async () => {
  const options = { directory: temporaryDirectory(), clock: createManualClock() };
  const open = () => createFeed(options);
  return { feed: open(), restart: async () => open() };
});
