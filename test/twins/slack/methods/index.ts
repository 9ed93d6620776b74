import type { Methods } from "../context.ts";
import { agentMethods } from "./agents.ts";
import { chatMethods } from "./chat.ts";
import { conversationMethods } from "./conversations.ts";
import { fileMethods } from "./files.ts";
import { reactionMethods } from "./reactions.ts";
import { viewMethods } from "./views.ts";
import { workspaceMethods } from "./workspace.ts";

export const methods: Methods = {
  ...agentMethods,
  ...chatMethods,
  ...conversationMethods,
  ...fileMethods,
  ...reactionMethods,
  ...viewMethods,
  ...workspaceMethods,
};
