import { chmod, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withoutAuthor } from "../../src/cockpit/answer.ts";
import { choose } from "../../src/cockpit/choose.ts";
import type { Json, Prompt, Question } from "../../src/cockpit/state.ts";
import { systemCode } from "../../src/errors.ts";
import { type DialogFate, decidedPath, dialogPath, type Home, permitsPath } from "./homes.ts";

/** The file of the hook that told of the dialog; the question is named after it. */
export function dialogName({ id }: Question): string {
  return id.slice(id.indexOf(":") + 1);
}

/** What has become of a question's dialog. `gone`: its Claude ended, and it with it; or there never was one. */
export async function fateOf(home: Home, question: Question): Promise<DialogFate | "gone"> {
  if (question.kind === "text") return "gone";
  const name = dialogName(question);
  // The hook moves its file on from the first: looked for in this order, it is never missed between two looks.
  for (const fate of ["asking", "answered", "closed"] as const)
    if ((await namesIn(join(dialogPath(home, fate, name), ".."))).includes(name)) return fate;
  return "gone";
}

/** Whether a dialog stands on the screen of the Claude that runs. */
export async function hasDialog(home: Home): Promise<boolean> {
  return (await dialogsOf(home)).length > 0;
}

/** Hands the answer to the hook that holds the dialog. Once the hook has it, `answered` holds its name. */
export async function handIn(home: Home, prompt: Prompt): Promise<void> {
  const { answers: question } = prompt;
  if (question === undefined) return;
  await put(decidedPath(home, dialogName(question)), JSON.stringify(output(question, prompt)));
}

/** The dialogs that stand, by the files of the hooks that hold them. */
export async function dialogsOf(home: Home): Promise<readonly string[]> {
  return namesIn(join(home.cockpit, "asking"));
}

/** Ends the hooks of dialogs that were settled on the screen. */
export async function letGo(home: Home, names: readonly string[]): Promise<void> {
  const standing = await dialogsOf(home);
  for (const name of names.filter((one) => standing.includes(one))) await put(decidedPath(home, name), "");
}

/** Whether it lets a call of a tool run. */
export function isPermit({ decision, answers }: Prompt): boolean {
  return decision?.verdict === "allow" && answers?.kind === "permission" && answers.call !== undefined;
}

/** A call that was allowed once after its dialog was gone may run without another; nothing that was permitted before. */
export async function permit(home: Home, prompt: Prompt): Promise<void> {
  await revoke(home);
  const { id, answers } = prompt;
  if (!isPermit(prompt) || answers?.call === undefined) return;
  const { tool, input } = answers.call;
  // Its name is the prompt's: what was used once is not used again, however often it is put there.
  await put(
    join(permitsPath(home), `${Buffer.from(id).toString("base64url").slice(0, 200)}.json`),
    JSON.stringify({ tool, input }),
  );
}

/** What was permitted holds for the turn that was to use it. */
export async function revoke(home: Home): Promise<void> {
  await rm(permitsPath(home), { recursive: true, force: true });
}

/** Before Claude starts: its dialogs of before are no more. What was answered in them has been looked up. */
export async function forgetDialogs(home: Home): Promise<void> {
  const own = ["answered", "used"].map((name) => join(home.cockpit, name));
  for (const directory of [join(home.run, "decided"), permitsPath(home), ...own])
    await rm(directory, { recursive: true, force: true });
}

/** As the PermissionRequest hook gives it to Claude (tried, 2.1.330). */
function output(question: Question, prompt: Prompt): Json {
  return { hookSpecificOutput: { hookEventName: "PermissionRequest", decision: decisionOf(question, prompt) } };
}

function decisionOf(question: Question, { author, words = "", decision }: Prompt): Json {
  if (question.kind === "choices")
    return { behavior: "allow", updatedInput: answered(question, withoutAuthor(words, author)) };
  if (decision?.verdict !== "allow") {
    const what = question.kind === "plan" ? "did not approve the plan" : "did not allow it";
    return {
      behavior: "deny",
      message: `${author} ${what}${decision?.reason === undefined ? "." : `: ${decision.reason}`}`,
    };
  }
  if (question.kind === "plan") {
    // Claude takes it only with its input in it, and leaves its plan mode by itself.
    const plain = { behavior: "allow", updatedInput: inputOf(question) };
    const mode = { type: "setMode", mode: "acceptEdits", destination: "session" };
    return decision.acceptsEdits ? { ...plain, updatedPermissions: [mode] } : plain;
  }
  if (decision.scope === "once" || question.call === undefined) return { behavior: "allow" };
  const rules = question.call.rules.map(ruleOf);
  // Also what is allowed always: we keep it for every later start, and Claude forgets it with its session.
  return {
    behavior: "allow",
    updatedPermissions: [{ type: "addRules", rules, behavior: "allow", destination: "session" }],
  };
}

/** Each question with the labels that were chosen; words of one's own are the answer to all of it. */
function answered(question: Question, words: string): Json {
  const { asks } = question;
  const chosen = choose(asks, words);
  const answers = Object.fromEntries(asks.map(({ text }, at) => [text, chosen?.[at]?.join(", ") ?? words]));
  return { ...inputOf(question), answers };
}

function inputOf({ call }: Question): { readonly [key: string]: Json } {
  const { input = null } = call ?? {};
  return typeof input === "object" && input !== null && !isList(input) ? input : {};
}

function isList(input: Json): input is readonly Json[] {
  return Array.isArray(input);
}

function ruleOf(rule: string): Json {
  const [, toolName = rule, ruleContent] = /^([^(]+)\(([\s\S]*)\)$/.exec(rule) ?? [];
  return { toolName, ...(ruleContent !== undefined && { ruleContent }) };
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return (await readdir(directory)).filter((name) => !name.startsWith("."));
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  }
}

/** There whole, or not at all; readable in the container, whose user is another. */
async function put(path: string, text: string): Promise<void> {
  const directory = join(path, "..");
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o755);
  const part = join(directory, `.${process.pid}.part`);
  await writeFile(part, text, { mode: 0o644 });
  await chmod(part, 0o644);
  await rename(part, path);
}
