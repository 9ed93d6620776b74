import { isJson, type Json, listOf, stringOf } from "../json.ts";
import { problemsOf } from "./blocks.ts";
import { type Context, Refusal } from "./context.ts";
import { at, stringProblems, textProblems } from "./elements.ts";
import { limits } from "./limits.ts";
import type { View } from "./store.ts";

/** What Slack would find fault with in a view. */
export function viewProblems(view: Json): string[] {
  const kind = view.type === "home" ? "home" : "modal";
  if (view.type !== "home" && view.type !== "modal") return [at("must be one of: modal, home", "/view/type")];
  return [
    ...header(view),
    ...problemsOf(view.blocks, kind).map((problem) => problem.replace(":/blocks", ":/view/blocks")),
  ];
}

function* header(view: Json): Generator<string, void, undefined> {
  yield* stringProblems(view.callback_id, "/view/callback_id", limits.actionId);
  yield* stringProblems(view.external_id, "/view/external_id", limits.actionId);
  yield* stringProblems(view.private_metadata, "/view/private_metadata", limits.privateMetadata);
  if (view.type === "home") return;
  const rules = { max: limits.viewTitle, plain: true };
  yield* textProblems(view.title, "/view/title", rules);
  yield* textProblems(view.submit, "/view/submit", { ...rules, optional: true });
  yield* textProblems(view.close, "/view/close", { ...rules, optional: true });
  const asks = listOf(view.blocks).some(({ type }) => type === "input");
  if (asks && view.submit === undefined) yield at("missing required field: submit, for there are inputs", "/view");
}

/** The view of a call, checked; `external_id` names one open view only. */
export function checkedView({ store }: Context, value: unknown, kind: View["kind"], except?: View): Json {
  if (!isJson(value)) throw new Refusal("invalid_arguments", [at("must be an object", "/view")]);
  const problems = viewProblems(value);
  if (problems.length > 0) throw new Refusal("invalid_arguments", problems);
  if (value.type !== kind) throw new Refusal("invalid_arguments", [at(`must be a ${kind}`, "/view/type")]);
  if (Buffer.byteLength(JSON.stringify(value)) > limits.viewBytes) throw new Refusal("view_too_large");
  const external = stringOf(value.external_id);
  const taken = [...store.views.values()].some(
    (view) => view !== except && view.open && external !== "" && view.view.external_id === external,
  );
  if (taken) throw new Refusal("duplicate_external_id");
  return value;
}

export function addView({ store }: Context, user: string, kind: View["kind"], view: Json): View {
  const added: View = { id: store.id("V"), user, kind, hash: store.ts(), view, updates: 0, open: true };
  store.views.set(added.id, added);
  return added;
}

export function replaceView({ store }: Context, view: View, next: Json): void {
  view.view = next;
  view.hash = store.ts();
  view.updates += 1;
}

/** A person's modals, the last on top. */
export function openModals({ store }: Context, user: string): View[] {
  return [...store.views.values()].filter((view) => view.kind === "modal" && view.open && view.user === user);
}
