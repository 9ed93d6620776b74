import { chatLife } from "./chat-life.ts";
import { createSlackChat } from "./chats.ts";

chatLife(createSlackChat, "<!channel> <@U2>");
