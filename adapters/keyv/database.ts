import { chmod, open, rename } from "node:fs/promises";
import { KeyvSqlite } from "@keyv/sqlite";
import Keyv from "keyv";
import { z } from "zod";
import type { Cockpit } from "../../src/cockpit/state.ts";
import { systemCode } from "../../src/errors.ts";
import { setAside } from "./durable.ts";

const NAMESPACE = "cockpit";

/** As Keyv keeps a value. */
const envelope = z.object({ value: z.unknown() });
const rowsSchema = z.array(z.object({ key: z.string(), value: z.unknown() }));

export interface Row {
  readonly project: string;
  /** As it stands in the table; what it holds is not checked. */
  readonly raw: unknown;
}

export interface Other {
  readonly shelf: string;
  readonly key: string;
  /** Undefined where what stands there is none. */
  readonly value: unknown;
}

export interface Database {
  readonly records: Keyv<Cockpit>;
  /** Another name space in the same file. */
  shelf<T>(namespace: string): Keyv<T>;
  /** Keyv's own iterator ends at the first record that is not JSON, and pages without an order. */
  rows(namespace?: string): Promise<readonly Row[]>;
  /** All that is in other name spaces than the cockpits'. */
  others(): Promise<readonly Other[]>;
  query(sql: string): Promise<unknown>;
  close(): Promise<void>;
}

/** Opens the file, or an empty one where it is corrupt: that one is set aside, and `onCorrupt` gets its new name. */
export async function openDatabase(file: string, onCorrupt: (aside: string) => void): Promise<Database> {
  try {
    return await connect(file);
  } catch (error) {
    if (!isCorrupt(error)) throw error;
  }
  const aside = await setAside(file);
  // A journal belongs to its file: left behind, it would be played back into the new one.
  for (const tail of ["-journal", "-wal", "-shm"])
    await rename(`${file}${tail}`, `${aside}${tail}`).catch(unlessMissing);
  onCorrupt(aside);
  return connect(file);
}

export function isCorrupt(error: unknown): boolean {
  return ["SQLITE_NOTADB", "SQLITE_CORRUPT"].includes(systemCode(error) ?? "");
}

async function connect(file: string): Promise<Database> {
  await (await open(file, "a", 0o600)).close();
  await chmod(file, 0o600);
  const sqlite = new KeyvSqlite({ uri: `sqlite://${file}`, busyTimeout: 5000 });
  const query = (sql: string): Promise<unknown> => sqlite.query(sql);
  // Keyv reports failures as events and goes on, unless told to throw. Its own serializer changes strings that begin with a colon.
  const shelf = <T>(namespace: string): Keyv<T> =>
    new Keyv<T>({
      store: sqlite,
      namespace,
      throwOnErrors: true,
      serialize: JSON.stringify,
      deserialize: JSON.parse,
    });
  const records = shelf<Cockpit>(NAMESPACE);
  await query("SELECT 1");
  try {
    await check(query);
    // One sync a commit, where the usual journal needs five; with FULL, a commit that was told of outlives a power cut.
    // A disk that cannot have it (some of a network) keeps the usual one, whose removal is synced with EXTRA alone.
    const isLogged = JSON.stringify(await query("PRAGMA journal_mode = WAL")) === '[{"journal_mode":"wal"}]';
    await query(`PRAGMA synchronous = ${isLogged ? "FULL" : "EXTRA"}`);
  } catch (error) {
    await sqlite.close();
    throw error;
  }
  return {
    records,
    shelf,
    rows: (namespace = NAMESPACE) => rows(query, namespace),
    others: () => others(query),
    query,
    close: () => sqlite.close(),
  };
}

async function check(query: Database["query"]): Promise<void> {
  const verdict = JSON.stringify(await query("PRAGMA quick_check(1)"));
  if (verdict !== '[{"quick_check":"ok"}]') throw Object.assign(new Error(verdict), { code: "SQLITE_CORRUPT" });
}

async function rows(query: Database["query"], namespace: string): Promise<Row[]> {
  const found = rowsSchema.parse(
    await query(`SELECT key, value FROM keyv WHERE key LIKE '${namespace}:%' ORDER BY key`),
  );
  return found.map(({ key, value }) => ({ project: key.slice(namespace.length + 1), raw: value }));
}

async function others(query: Database["query"]): Promise<Other[]> {
  const found = rowsSchema.parse(
    await query(`SELECT key, value FROM keyv WHERE key NOT LIKE '${NAMESPACE}:%' ORDER BY key`),
  );
  return found.flatMap(({ key: whole, value: raw }) => {
    const [, shelf, key] = /^([a-z-]+):([\s\S]*)$/.exec(whole) ?? [];
    return shelf === undefined || key === undefined ? [] : [{ shelf, key, value: valueIn(raw) }];
  });
}

function valueIn(raw: unknown): unknown {
  try {
    return envelope.parse(JSON.parse(String(raw))).value;
  } catch {
    return undefined;
  }
}

function unlessMissing(error: unknown): void {
  if (systemCode(error) !== "ENOENT") throw error;
}
