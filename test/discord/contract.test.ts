import { chatAdapterContract } from "../contract/chat-adapter.ts";
import { setDiscordStage } from "./stage.ts";

chatAdapterContract("Discord on its twin", () => setDiscordStage());
