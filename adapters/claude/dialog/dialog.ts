import { choose } from "../../../src/cockpit/answer/choose.ts";
import type { Json, Prompt, Question } from "../../../src/cockpit/state.ts";
import type { Home } from "../../../src/ports/ports.ts";
import { DECIDED, type DialogFate, PERMITS, USED } from "../homes.ts";

/** How many dialogs are looked at: Claude and its agents have a handful open. */
const DIALOGS_MOST = 1_000;

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
    if ((await home.cockpit.list(fate, DIALOGS_MOST)).includes(name)) return fate;
  return "gone";
}

/** Bytes of a sub-agent's id. */
const AGENT_MOST = 200;

/** Whether a sub-agent asks: Claude opens no dialog for it before the hook has ended, and says that it works (facts, 10). */
export async function isAside(home: Home, question: Question): Promise<boolean> {
  const agent = await home.cockpit.read(`asking/${dialogName(question)}`, AGENT_MOST);
  return agent !== null && agent.toString().trim() !== "";
}

/** Whether a dialog stands on the screen of the Claude that runs. */
export async function hasDialog(home: Home): Promise<boolean> {
  return (await dialogsOf(home)).length > 0;
}

/** Hands the answer to the hook that holds the dialog. Once the hook has it, `answered` holds its name. */
export async function handIn(home: Home, prompt: Prompt): Promise<void> {
  const { answers: question } = prompt;
  if (question === undefined) return;
  await home.run.write(`${DECIDED}/${dialogName(question)}`, JSON.stringify(output(question, prompt)));
}

/** The dialogs that stand, by the files of the hooks that hold them. */
export async function dialogsOf(home: Home): Promise<readonly string[]> {
  return home.cockpit.list("asking", DIALOGS_MOST);
}

/** Ends the hooks of dialogs that were settled on the screen. */
export async function letGo(home: Home, names: readonly string[]): Promise<void> {
  const standing = await dialogsOf(home);
  for (const name of names.filter((one) => standing.includes(one))) await home.run.write(`${DECIDED}/${name}`, "");
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
  const name = `${Buffer.from(id).toString("base64url").slice(0, 200)}.json`;
  await home.run.write(`${PERMITS}/${name}`, JSON.stringify({ tool, input }));
}

/** What was permitted holds for the turn that was to use it. */
export async function revoke(home: Home): Promise<void> {
  await home.run.remove(PERMITS);
}

/** Before Claude starts: its dialogs of before are no more. What was answered in them has been looked up. */
export async function forgetDialogs(home: Home): Promise<void> {
  for (const directory of [DECIDED, PERMITS]) await home.run.remove(directory);
  for (const directory of ["answered", USED]) await home.cockpit.remove(directory);
}

/** As the PermissionRequest hook gives it to Claude (tried, 2.1.330). */
function output(question: Question, prompt: Prompt): Json {
  return { hookSpecificOutput: { hookEventName: "PermissionRequest", decision: decisionOf(question, prompt) } };
}

function decisionOf(question: Question, { author, text, decision }: Prompt): Json {
  if (question.kind === "choices") return { behavior: "allow", updatedInput: answered(question, text) };
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
