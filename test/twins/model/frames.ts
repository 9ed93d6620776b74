import { isJson } from "../json.ts";
import type { Answer, Block } from "./reply.ts";

/** One step of a response: bytes to write, or a wait before the next ones. */
export type Frame =
  | { readonly type: "write"; readonly event: string; readonly data: Readonly<Record<string, unknown>> }
  | { readonly type: "pause"; readonly delay: number }
  | { readonly type: "gate" };

export interface Envelope {
  readonly id: string;
  readonly model: string;
  readonly inputTokens: number;
}

function write(event: string, data: Readonly<Record<string, unknown>> = {}): Frame {
  return { type: "write", event, data: { type: event, ...data } };
}

export function stopReason(answer: Answer): string {
  return answer.stopReason ?? (answer.blocks.some(({ type }) => type === "tool_use") ? "tool_use" : "end_turn");
}

/** The ids of tool calls must differ over the whole conversation, so the message's id is in them. */
export function contentOf(block: Block, index: number, { id }: Envelope): Readonly<Record<string, unknown>> {
  switch (block.type) {
    case "text":
      return { type: "text", text: block.text };
    case "thinking":
      return { type: "thinking", thinking: block.thinking, signature: signature(block.thinking) };
    case "tool_use":
      return {
        type: "tool_use",
        id: `${id.replace(/^msg_/, "toolu_")}_${index}`,
        name: block.name,
        input: block.input,
      };
  }
}

export function outputTokens({ blocks }: Answer): number {
  return Math.ceil(JSON.stringify(blocks).length / 4);
}

/** A message without its content, as `message_start` has it. */
export function opening({ id, model, inputTokens }: Envelope): Readonly<Record<string, unknown>> {
  return {
    id,
    type: "message",
    role: "assistant",
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: {
      input_tokens: inputTokens,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: 1,
      service_tier: "standard",
    },
  };
}

/** The whole stream of an answer, decided before a byte is written. */
export function framesOf(answer: Answer, envelope: Envelope): Frame[] {
  return [
    write("message_start", { message: opening(envelope) }),
    write("ping"),
    ...gated(
      answer.blocks.flatMap((block, index) => blockFrames(block, index, answer, envelope)),
      answer,
    ),
    write("message_delta", {
      delta: { stop_reason: stopReason(answer), stop_sequence: null },
      usage: { output_tokens: outputTokens(answer) },
    }),
    write("message_stop"),
  ];
}

/** What goes out before the connection is cut. */
export function droppedFrames(envelope: Envelope): Frame[] {
  return [
    write("message_start", { message: opening(envelope) }),
    ...started(0, { type: "text", text: "" }),
    delta(0, { type: "text_delta", text: "This sentence will never be fini" }),
  ];
}

function blockFrames(block: Block, index: number, answer: Answer, envelope: Envelope): Frame[] {
  return [...started(index, empty(block, index, envelope)), ...deltas(block, index, answer), ended(index)];
}

function started(index: number, content: Readonly<Record<string, unknown>>): Frame[] {
  return [write("content_block_start", { index, content_block: content })];
}

function ended(index: number): Frame {
  return write("content_block_stop", { index });
}

function delta(index: number, change: Readonly<Record<string, unknown>>): Frame {
  return write("content_block_delta", { index, delta: change });
}

function empty(block: Block, index: number, envelope: Envelope): Readonly<Record<string, unknown>> {
  const content = contentOf(block, index, envelope);
  switch (block.type) {
    case "text":
      return { ...content, text: "" };
    case "thinking":
      return { ...content, thinking: "", signature: "" };
    case "tool_use":
      return { ...content, input: {} };
  }
}

function deltas(block: Block, index: number, answer: Answer): Frame[] {
  switch (block.type) {
    case "text":
      return textDeltas(block.text, index, answer);
    case "thinking":
      return [
        delta(index, { type: "thinking_delta", thinking: block.thinking }),
        delta(index, { type: "signature_delta", signature: signature(block.thinking) }),
      ];
    case "tool_use":
      return ["", ...halves(JSON.stringify(block.input))].map((part) =>
        delta(index, { type: "input_json_delta", partial_json: part }),
      );
  }
}

function textDeltas(text: string, index: number, { pace, gate }: Answer): Frame[] {
  const parts = pace === undefined ? (gate === undefined ? [text] : halves(text)) : pieces(text, pace.chunk);
  return parts
    .filter((part) => part !== "")
    .flatMap((part): Frame[] => {
      const frame = delta(index, { type: "text_delta", text: part });
      return pace === undefined ? [frame] : [frame, { type: "pause", delay: pace.delay }];
    });
}

/** Puts the gate after half of the text; before everything where there is no text. */
function gated(frames: readonly Frame[], { gate }: Answer): Frame[] {
  if (gate === undefined) return [...frames];
  const texts = frames.flatMap((frame, at) => (isText(frame) ? [at] : []));
  const middle = (texts[Math.ceil(texts.length / 2) - 1] ?? -1) + 1;
  return [...frames.slice(0, middle), { type: "gate" }, ...frames.slice(middle)];
}

function isText(frame: Frame): boolean {
  return frame.type === "write" && isJson(frame.data.delta) && frame.data.delta.type === "text_delta";
}

/** By code point: half a surrogate pair is not valid in UTF-8. */
function pieces(text: string, size: number): string[] {
  const points = Array.from(text);
  const count = Math.ceil(points.length / Math.max(1, size));
  return Array.from({ length: count }, (_, at) => points.slice(at * size, (at + 1) * size).join(""));
}

function halves(text: string): string[] {
  return pieces(text, Math.max(1, Math.ceil(Array.from(text).length / 2)));
}

function signature(thinking: string): string {
  return Buffer.from(`twin:${thinking.length}`).toString("base64");
}
