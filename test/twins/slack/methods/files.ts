import { type Json, listOf, stringOf } from "../../json.ts";
import { type Context, identity, type Method, type Methods, Refusal } from "../context.ts";
import { post } from "../messages.ts";
import type { Channel, StoredFile } from "../store.ts";
import { fileOf, sharesOf } from "../wire.ts";
import { contentOf } from "./chat.ts";
import { joinedChannel, threadFor } from "./find.ts";

const types: Readonly<Record<string, string>> = {
  txt: "text/plain",
  log: "text/plain",
  md: "text/markdown",
  patch: "text/x-diff",
  diff: "text/x-diff",
  json: "application/json",
  png: "image/png",
  jpg: "image/jpeg",
  svg: "image/svg+xml",
  pdf: "application/pdf",
  zip: "application/zip",
};

export function addFile(
  { store, clock }: Context,
  { name, user, mimetype, content }: { name: string; user: string; mimetype?: string | undefined; content?: Buffer },
): StoredFile {
  const ending = name.split(".").at(-1)?.toLowerCase() ?? "";
  const file: StoredFile = {
    id: store.id("F"),
    name,
    title: name,
    mimetype: mimetype ?? types[ending] ?? "application/octet-stream",
    user,
    created: Math.floor(clock() / 1000),
    content,
    shares: [],
  };
  store.files.set(file.id, file);
  return file;
}

function uploaded({ store }: Context, id: unknown): StoredFile {
  const file = store.files.get(stringOf(id));
  if (file?.content === undefined) throw new Refusal("file_not_found");
  return file;
}

/** The answer comes before the share, and says nothing of it, nor of the file's type: Slack looks at the file first. */
const complete: Method = {
  tier: "four",
  scopes: ["files:write"],
  run(args, context) {
    const asked = listOf(args.files);
    if (asked.length === 0) throw new Refusal("invalid_arguments");
    const files = asked.map(({ id }) => uploaded(context, id));
    for (const [index, file] of files.entries()) file.title = stringOf(asked[index]?.title) || file.name;
    if (args.channel_id !== undefined) {
      const channel = joinedChannel(context, args.channel_id);
      if (channel.archived) throw new Refusal("is_archived");
      share(context, channel, files, args);
    }
    return { files: files.map((file) => ({ ...fileOf(context, file), mimetype: "", filetype: "", shares: {} })) };
  },
};

function share(context: Context, channel: Channel, files: readonly StoredFile[], args: Json): void {
  const thread_ts = threadFor(context, channel, args.thread_ts);
  const text = stringOf(args.initial_comment);
  const blocks = args.blocks === undefined ? [] : contentOf({ text, blocks: args.blocks }).blocks;
  const { bot, appId } = identity;
  const author = { user: bot.userId, bot_id: bot.botId, app_id: appId };
  void context.sharing().then(
    () => post(context, channel, { ...author, subtype: "file_share", text, blocks, files, thread_ts }),
    () => undefined,
  );
}

export const fileMethods: Methods = {
  "files.getUploadURLExternal": {
    tier: "four",
    scopes: ["files:write"],
    run(args, context) {
      const name = stringOf(args.filename);
      // An empty file cannot be uploaded this way.
      if (name === "" || !(Number(args.length) > 0)) throw new Refusal("missing_argument");
      const file = addFile(context, { name, user: identity.bot.userId });
      return { file_id: file.id, upload_url: `${context.origin()}/upload/${file.id}` };
    },
  },
  "files.completeUploadExternal": complete,
  "files.info": {
    tier: "four",
    scopes: ["files:read"],
    run(args, context) {
      const file = uploaded(context, args.file);
      return { file: { ...fileOf(context, file), shares: sharesOf(context, file) }, comments: [] };
    },
  },
};
