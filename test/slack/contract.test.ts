import { chatAdapterContract } from "../contract/chat-adapter.ts";
import { setSlackStage } from "./stage.ts";

chatAdapterContract("Slack on its twin", () => setSlackStage());
