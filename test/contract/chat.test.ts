import { createFeed } from "../../adapters/web/feed.ts";
import { createMemoryChat } from "../fakes/chat.ts";
import { createManualClock } from "../fakes/clock.ts";
import { temporaryDirectory } from "../fakes/directory.ts";
import { chatContract } from "./chat.ts";

chatContract("memory", async () => {
  const chat = createMemoryChat();
  return { chat, restart: async () => chat, read: async (project) => chat.read(project) };
});

chatContract("web", async () => {
  const options = { directory: temporaryDirectory(), clock: createManualClock() };
  const open = () => createFeed(options);
  return {
    chat: open(),
    restart: async () => open(),
    read: async (project) => (await open().read(project, 0)).map(({ message }) => message),
  };
});
