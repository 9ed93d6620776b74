import { type Json, stringOf } from "../../json.ts";
import { type Context, type Method, type Methods, Refusal } from "../context.ts";
import { limits } from "../limits.ts";
import type { View } from "../store.ts";
import { addView, checkedView, openModals, replaceView } from "../views.ts";
import { viewOf } from "../wire.ts";

/** Whose trigger it is. It is spent only by a call that is otherwise right. */
function withTrigger<Result>({ store, clock }: Context, id: unknown, run: (user: string) => Result): Result {
  const trigger = store.triggers.get(stringOf(id));
  if (trigger === undefined) throw new Refusal("invalid_trigger_id");
  if (trigger.used) throw new Refusal("exchanged_trigger_id");
  if (clock() > trigger.expires) throw new Refusal("expired_trigger_id");
  const result = run(trigger.user);
  trigger.used = true;
  return result;
}

function named({ store }: Context, args: Json): View {
  const external = stringOf(args.external_id);
  const byExternal = [...store.views.values()].find(
    ({ open, view }) => open && external !== "" && view.external_id === external,
  );
  const view = store.views.get(stringOf(args.view_id)) ?? byExternal;
  if (view?.open !== true) throw new Refusal("not_found");
  if (args.hash !== undefined && args.hash !== view.hash) throw new Refusal("hash_conflict");
  return view;
}

const publish: Method = {
  tier: "four",
  run(args, context) {
    const user = stringOf(args.user_id);
    if (!context.store.people.has(user)) throw new Refusal("user_not_found");
    const last = [...context.store.views.values()].findLast(
      (candidate) => candidate.kind === "home" && candidate.user === user,
    );
    if (args.hash !== undefined && args.hash !== last?.hash) throw new Refusal("hash_conflict");
    const view = checkedView(context, args.view, "home", last);
    if (last !== undefined) last.open = false;
    return { view: viewOf(addView(context, user, "home", view)) };
  },
};

export const viewMethods: Methods = {
  "views.publish": publish,
  "views.open": {
    tier: "four",
    run: (args, context) =>
      withTrigger(context, args.trigger_id, (user) => ({
        view: viewOf(addView(context, user, "modal", checkedView(context, args.view, "modal"))),
      })),
  },
  "views.push": {
    tier: "four",
    run: (args, context) =>
      withTrigger(context, args.trigger_id, (user) => {
        const depth = openModals(context, user).length;
        if (depth === 0) throw new Refusal("not_found");
        if (depth >= limits.viewStack) throw new Refusal("push_limit_reached");
        return { view: viewOf(addView(context, user, "modal", checkedView(context, args.view, "modal"))) };
      }),
  },
  "views.update": {
    tier: "four",
    run(args, context) {
      const view = named(context, args);
      replaceView(context, view, checkedView(context, args.view, view.kind, view));
      return { view: viewOf(view) };
    },
  },
};
