import { chatLife } from "./chat-life.ts";
import { createDiscordChat } from "./chats.ts";

chatLife(createDiscordChat, "@everyone <@100000000000000102>");
