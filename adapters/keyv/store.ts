import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Cockpit } from "../../src/cockpit/state.ts";
import { asBridgeError, BridgeError } from "../../src/errors.ts";
import type { Records, Store } from "../../src/ports/ports.ts";
import { createCopies } from "./copies.ts";
import { isCorrupt, openDatabase } from "./database.ts";
import { makePrivateDirectory, type Replacement } from "./durable.ts";
import { reconcile, reconcileRecords, type Shelves } from "./reconcile.ts";
import { createStateFiles } from "./state-files.ts";
import { createWrites, type Write } from "./writes.ts";

export interface KeyvStoreOptions {
  /** Holds cockpit.sqlite and cockpits/. Made where it is missing. One process at a time. */
  readonly directory: string;
  /** Gets a sentence for people about what was found corrupt, and what was done. */
  readonly onTrouble: (sentence: string) => void;
}

export interface KeyvStore extends Store {
  /** Other small things in the same file; the name is small letters. */
  records<T>(name: string): Records<T>;
}

/** The store on Keyv and SQLite. Resolves once what is on disk is whole. */
export async function createKeyvStore(options: KeyvStoreOptions): Promise<KeyvStore> {
  try {
    return keyvStore(await open(options));
  } catch (error) {
    throw translate(error);
  }
}

async function open({ directory, onTrouble }: KeyvStoreOptions): Promise<Shelves> {
  const cockpits = join(directory, "cockpits");
  await makePrivateDirectory(directory);
  await makePrivateDirectory(cockpits);
  const file = join(directory, "cockpit.sqlite");
  let isNew = await isBlank(file);
  const database = await openDatabase(file, (aside) => {
    isNew = true;
    onTrouble(`The store was corrupt: it was set aside as ${aside} and made again from the state files.`);
  });
  const copies = createCopies(join(directory, "records"));
  const shelves = { directory, database, files: createStateFiles(cockpits), copies, onTrouble };
  await reconcile(shelves);
  await reconcileRecords(shelves, isNew);
  return shelves;
}

/** Not there, or nothing in it: SQLite takes that for a database, too. */
async function isBlank(path: string): Promise<boolean> {
  return stat(path).then(
    ({ size }) => size === 0,
    () => true,
  );
}

function keyvStore(shelves: Shelves): KeyvStore {
  const { database, files, copies, onTrouble } = shelves;
  const writes = createWrites(database.query);

  /** One at a time: a listing must not put an older state file over that of a save. */
  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    return writes.turn(task).catch(refuse);
  }

  function written(write: Write): Promise<void> {
    return writes.write(write).catch(refuse);
  }

  /** The record itself is safe: a copy that cannot be made is no reason to do it again. */
  async function copied(act: () => Promise<void>): Promise<void> {
    await act().catch((error: unknown) => onTrouble(`A record was not copied: ${asBridgeError(error).message}`));
  }

  return {
    list: () => inTurn(() => reconcile(shelves)),
    save: (cockpit) => written(saving(cockpit, shelves)),
    // In this order a full disk, or a crash in between, leaves a cockpit that is still there, and not half of one.
    remove: (project) =>
      written({
        name: nameOf(project),
        apply: () => database.records.delete(project),
        finish: () => files.remove(project),
      }),
    close: () => inTurn(() => database.close()),
    records<T>(name: string): Records<T> {
      const shelf = database.shelf<T>(name);
      return {
        get: (key) => inTurn(() => shelf.get<T>(key)),
        set: (key, value) =>
          written({
            name: `${name}:${key}`,
            apply: () => shelf.set(key, value),
            finish: () => copied(() => copies.write({ shelf: name, key, value })),
          }),
        delete: (key) =>
          written({
            name: `${name}:${key}`,
            apply: () => shelf.delete(key),
            finish: () => copied(() => copies.remove(name, key)),
          }),
        entries: () =>
          inTurn(async () => {
            const keys = (await database.rows(name)).map(({ project }) => project);
            const values = await Promise.all(keys.map((key) => shelf.get<T>(key)));
            return keys.flatMap((key, at) => {
              const value = values[at];
              return value === undefined ? [] : [[key, value] as const];
            });
          }),
      };
    },
  };
}

/** The state file's draft is there before the record changes, so that a full disk mostly changes nothing. */
function saving(cockpit: Cockpit, { database, files }: Shelves): Write {
  let draft: Replacement | null = null;
  return {
    name: nameOf(cockpit.project),
    async prepare() {
      draft = await files.prepare(cockpit);
    },
    apply: () => database.records.set(cockpit.project, cockpit),
    finish: async () => draft?.commit(),
    discard: async () => draft?.discard(),
  };
}

/** Apart from all other records. */
function nameOf(project: string): string {
  return `cockpit:${project}`;
}

function refuse(error: unknown): never {
  throw translate(error);
}

function translate(error: unknown): BridgeError {
  if (!isCorrupt(error)) return asBridgeError(error);
  const cure = "Restart the daemon: it makes the store again from the state files";
  return new BridgeError("store-corrupt", `The store on disk is corrupt. ${cure}.`, error);
}
