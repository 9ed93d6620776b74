import { createKeyvStore } from "../../adapters/keyv/store.ts";
import { temporaryDirectory } from "../fakes/directory.ts";
import { createMemoryStore } from "../fakes/store.ts";
import { storeContract } from "./store.ts";

storeContract("memory", async () => {
  const disk = new Map<string, string>();
  return { open: async () => createMemoryStore(disk) };
});

storeContract("keyv", async () => {
  const directory = temporaryDirectory();
  const onTrouble = (sentence: string) => {
    throw new Error(sentence);
  };
  return { open: () => createKeyvStore({ directory, onTrouble }) };
});
