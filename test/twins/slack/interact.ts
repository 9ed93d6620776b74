import { randomUUID } from "node:crypto";
import { isJson, type Json, listOf, stringOf } from "../json.ts";
import { type Context, identity } from "./context.ts";
import { type Chosen, heldBy, optionOf, type Placed, placedIn, stateOf, submittedState } from "./inputs.ts";
import { limits } from "./limits.ts";
import { memberIn, messageAt } from "./people.ts";
import { addResponseUrl, say } from "./responses.ts";
import type { Sockets } from "./sockets.ts";
import type { View } from "./store.ts";
import type { ClickOptions, Place, SlackPeople } from "./types.ts";
import { addView, checkedView, openModals, replaceView } from "./views.ts";
import { messageOf, viewOf } from "./wire.ts";

type Interactions = Pick<SlackPeople, "slash" | "click" | "shortcut" | "submit" | "dismiss">;

/** What people do to the app: each waits for the ack, and shows what it brought. */
export function createInteractions(context: Context, ask: Sockets["ask"], changed: () => void): Interactions {
  const { store } = context;
  /** By person and message or view, by menu. */
  const chosenBy = new Map<string, Map<string, Chosen>>();

  function trigger(user: string): string {
    const id = `${store.ts()}.${randomUUID().replaceAll("-", "")}`;
    store.triggers.set(id, { user, expires: context.clock() + limits.triggerMs, used: false });
    return id;
  }

  function base(user: string): Json {
    const person = store.people.get(user);
    if (person === undefined) throw new Error(`there is no user ${user}`);
    const { team, appId } = identity;
    return {
      team: { id: team.id, domain: team.domain },
      user: { id: user, username: person.name, name: person.name, team_id: team.id },
      api_app_id: appId,
      token: "twin",
      enterprise: null,
      is_enterprise_install: false,
    };
  }

  function viewAt(id: string, user: string): View {
    const view = store.views.get(id);
    if (view?.open !== true || view.user !== user) throw new Error(`${user} has no open view ${id}`);
    return view;
  }

  /** Everything about the place of a click that Slack tells, and the blocks there. */
  function clicked(options: ClickOptions): {
    readonly blocks: readonly Json[];
    readonly body: Json;
    readonly source?: Place;
  } {
    const { user } = options;
    if ("view" in options) {
      const view = viewAt(options.view, user);
      return {
        blocks: listOf(view.view.blocks),
        body: { container: { type: "view", view_id: view.id }, view: viewOf(view) },
      };
    }
    const { channel: id, ts } = options;
    const channel = memberIn(context, id, user);
    const container = { type: "message", message_ts: ts, channel_id: id };
    const source = { channel: id, ts };
    const place = { channel: { id, name: channel.name } };
    const ephemeral = store.ephemerals.find((one) => one.ts === ts && one.user === user && !one.deleted);
    if (ephemeral !== undefined)
      return { blocks: ephemeral.blocks, source, body: { container: { ...container, is_ephemeral: true }, ...place } };
    const { message } = messageAt(context, source);
    if (message.bot_id !== identity.bot.botId) throw new Error(`the message ${ts} is not the bot's`);
    const thread = message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts };
    const body = {
      container: { ...container, ...thread, is_ephemeral: false },
      ...place,
      message: messageOf(context, message, { metadata: true }),
    };
    return { blocks: message.blocks, source, body };
  }

  /** What the form's answer asks for: to close it, mostly. */
  function follow(view: View, answer: Json | undefined): void {
    const next = () => checkedView(context, answer?.view, "modal", view);
    switch (answer?.response_action) {
      case "errors":
        return;
      case "update":
        replaceView(context, view, next());
        return;
      case "push":
        addView(context, view.user, "modal", next());
        return;
      case "clear":
        for (const open of openModals(context, view.user)) open.open = false;
        return;
      default:
        view.open = false;
    }
  }

  return {
    async slash({ user, channel: id, text, command = "/cockpit", thread }) {
      if (thread !== undefined) throw new Error(`${command} is not supported in threads. Sorry!`);
      const channel = memberIn(context, id, user);
      const { url, response } = addResponseUrl(context, user, id);
      const { team, appId } = identity;
      const acked = await ask("slash_commands", {
        token: "twin",
        team_id: team.id,
        team_domain: team.domain,
        channel_id: id,
        channel_name: channel.name,
        user_id: user,
        user_name: store.people.get(user)?.name,
        command,
        text,
        api_app_id: appId,
        is_enterprise_install: "false",
        response_url: url,
        trigger_id: trigger(user),
      });
      if (acked !== undefined) say(context, response, acked, "ack");
      changed();
      return { acked, responses: response.used };
    },

    async click(options) {
      const { user } = options;
      const { blocks, body, source } = clicked(options);
      const placed = findElement(blocks, options);
      const { url, response } = addResponseUrl(context, user, source?.channel ?? "", source);
      // Slack's client remembers what a person has chosen in each menu of a message.
      const where = `${user}:${"view" in options ? options.view : options.ts}`;
      const choices = chosenBy.get(where) ?? new Map<string, Chosen>();
      chosenBy.set(where, choices);
      const keyOf = ({ element, block }: Placed) => `${block.block_id}:${element.action_id}`;
      if (options.selected !== undefined) choices.set(keyOf(placed), options.selected);
      const chosen = (other: Placed): Chosen | undefined => choices.get(keyOf(other));
      const acked = await ask("interactive", {
        type: "block_actions",
        ...base(user),
        ...body,
        ...(source !== undefined && { response_url: url }),
        trigger_id: trigger(user),
        state: { values: stateOf(blocks, chosen) },
        actions: [{ ...actionOf(placed, options), action_ts: store.ts() }],
      });
      changed();
      return { acked, responses: response.used };
    },

    async shortcut({ user, callbackId, ...place }) {
      const channel = memberIn(context, place.channel, user);
      const { message } = messageAt(context, place);
      const { url, response } = addResponseUrl(context, user, channel.id, place);
      const acked = await ask("interactive", {
        type: "message_action",
        ...base(user),
        callback_id: callbackId,
        action_ts: store.ts(),
        message_ts: place.ts,
        channel: { id: channel.id, name: channel.name },
        message: messageOf(context, message),
        response_url: url,
        trigger_id: trigger(user),
      });
      changed();
      return { acked, responses: response.used };
    },

    async submit({ user, view: id, values = {} }) {
      const view = viewAt(id, user);
      if (view.kind !== "modal") throw new Error("a home tab is not submitted");
      const state = submittedState(listOf(view.view.blocks), values);
      const acked = await ask("interactive", {
        type: "view_submission",
        ...base(user),
        trigger_id: trigger(user),
        view: viewOf(view, state),
        response_urls: [],
      });
      follow(view, acked);
      changed();
      return { acked, responses: [] };
    },

    async dismiss({ user, view: id }) {
      const view = viewAt(id, user);
      const cleared = view.view.clear_on_close === true;
      for (const open of cleared ? openModals(context, user) : [view]) open.open = false;
      changed();
      if (view.view.notify_on_close !== true) return undefined;
      const body = { type: "view_closed", ...base(user), view: viewOf(view), is_cleared: cleared };
      return { acked: await ask("interactive", body), responses: [] };
    },
  };
}

function findElement(blocks: readonly Json[], { actionId, value }: ClickOptions): Placed {
  const named = placedIn(blocks).filter(({ element }) => element.action_id === actionId);
  const found = named.filter(({ element }) => value === undefined || element.value === value);
  const [first] = found;
  if (first === undefined) throw new Error(`there is no action ${actionId}${value === undefined ? "" : ` (${value})`}`);
  if (found.length > 1) throw new Error(`there are ${found.length} actions ${actionId}: tell them apart by value`);
  return first;
}

function actionOf({ element, block }: Placed, { actionId, selected }: ClickOptions): Json {
  const type = stringOf(element.type);
  const place = { type, action_id: actionId, block_id: block.block_id };
  if (type === "overflow") return { ...place, selected_option: optionOf(element, String(selected)) };
  const held = heldBy(element, selected);
  if (held !== undefined) return { ...place, ...held };
  const { text, value, style } = element;
  return { ...place, ...(isJson(text) && { text: { emoji: true, ...text } }), ...shown({ value, style }) };
}

function shown(values: Json): Json {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
