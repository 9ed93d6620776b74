import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Cockpit } from "../../src/cockpit/state.ts";
import { asBridgeError } from "../../src/errors.ts";
import type { Copies } from "./copies.ts";
import type { Database } from "./database.ts";
import { setAside } from "./durable.ts";
import { parseRecord, parseState, renderState, type StateFiles } from "./state-files.ts";

export interface Shelves {
  readonly directory: string;
  readonly database: Database;
  readonly files: StateFiles;
  readonly copies: Copies;
  readonly onTrouble: (sentence: string) => void;
}

/**
 * Every cockpit, after database and state files have been made to agree. The database is written first, so where both
 * are sound it is right; where one is missing or corrupt, it is made again from the other.
 */
export async function reconcile(shelves: Shelves): Promise<readonly Cockpit[]> {
  const rows = new Map((await shelves.database.rows()).map(({ project, raw }) => [project, raw]));
  const projects = new Set([...rows.keys(), ...(await shelves.files.list())]);
  const cockpits: Cockpit[] = [];
  for (const project of [...projects].sort()) {
    const cockpit = await reconcileOne(project, rows.has(project), rows.get(project), shelves);
    if (cockpit !== null) cockpits.push(cockpit);
  }
  return cockpits;
}

async function reconcileOne(project: string, hasRow: boolean, raw: unknown, shelves: Shelves): Promise<Cockpit | null> {
  const { database, files, onTrouble } = shelves;
  const text = await files.read(project).catch(() => "");
  const fromDatabase = parseRecord(project, raw);
  const fromFile = parseState(project, text);
  const cockpit = fromDatabase ?? fromFile;
  if (cockpit === null) {
    await putAway(project, hasRow, raw, text !== null, shelves);
    return null;
  }
  try {
    if (fromDatabase === null) {
      await database.records.set(project, cockpit);
      onTrouble(
        `The record of ${project} was ${hasRow ? "corrupt" : "missing"} and was made again from its state file.`,
      );
    }
    if (text !== renderState(cockpit)) await (await files.prepare(cockpit)).commit();
    if (text !== null && fromFile === null) onTrouble(`The state file of ${project} was corrupt and was made again.`);
  } catch (error) {
    // One of the two is whole, so there is no need to stop: on a full disk, people must still be able to remove things.
    onTrouble(`The record and the state file of ${project} do not agree: ${asBridgeError(error).message}`);
  }
  return cockpit;
}

async function putAway(
  project: string,
  hasRow: boolean,
  raw: unknown,
  hasFile: boolean,
  shelves: Shelves,
): Promise<void> {
  const { directory, database, files, onTrouble } = shelves;
  const asides: string[] = [];
  if (hasRow) {
    // The name is whatever the corrupt table says.
    const path = join(directory, `${encodeURIComponent(project).slice(0, 80)}.record`);
    await writeFile(path, String(raw), { mode: 0o600 });
    asides.push(await setAside(path));
    await database.records.delete(project);
  }
  if (hasFile) asides.push(await files.setAside(project));
  onTrouble(
    `What was kept of ${project} is corrupt: it was set aside as ${asides.join(" and ")}, and the project starts anew.`,
  );
}

const nameOf = ({ shelf, key }: { readonly shelf: string; readonly key: string }): string => `${shelf}:${key}`;

/** The records beside the cockpits, from their copies where the database is new; else the copies are made to agree with it. */
export async function reconcileRecords({ database, copies, onTrouble }: Shelves, isNew: boolean): Promise<void> {
  const kept = await copies.all();
  const found = isNew ? [] : await database.others();
  const lost = found.filter(({ value }) => value === undefined);
  const again = kept.filter(({ shelf, key }) => isNew || lost.some((one) => one.shelf === shelf && one.key === key));
  for (const { shelf, key, value } of again) await database.shelf(shelf).set(key, value);
  if (again.length > 0)
    onTrouble(`${again.length} records (threads, schedules and the like) were made again from their copies.`);
  const gone = lost.filter(({ shelf, key }) => !again.some((one) => one.shelf === shelf && one.key === key));
  for (const { shelf, key } of gone) {
    await database.shelf(shelf).delete(key);
    onTrouble(`A record of ${shelf}, ${key}, was corrupt, and there is no copy of it: it begins anew.`);
  }
  if (isNew) return;
  const whole = found.filter(({ value }) => value !== undefined);
  const copied = new Map(kept.map((one) => [nameOf(one), JSON.stringify(one.value)]));
  for (const one of whole) if (copied.get(nameOf(one)) !== JSON.stringify(one.value)) await copies.write(one);
  const names = new Set(found.map(nameOf));
  for (const one of kept) if (!names.has(nameOf(one))) await copies.remove(one.shelf, one.key);
}
