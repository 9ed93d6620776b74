import { describe, expect, it, onTestFinished } from "vitest";
import {
  createModelTwin,
  fail,
  type ModelTwin,
  type ModelTwinOptions,
  type Reply,
  say,
  scripted,
  use,
} from "./index.ts";

const reminder = "<system-reminder>\nbe brief\n</system-reminder>\n";

interface SseEvent {
  readonly type: string;
  readonly delta?: { readonly text?: string; readonly partial_json?: string; readonly stop_reason?: string };
}

async function twinOf(script: ModelTwinOptions["script"], side: ModelTwinOptions["side"] = {}): Promise<ModelTwin> {
  const twin = await createModelTwin({ script, side });
  onTestFinished(() => twin.close());
  return twin;
}

function ask(twin: ModelTwin, content: unknown, extra: Record<string, unknown> = {}): Promise<Response> {
  const body = {
    model: "claude-opus-5-5",
    max_tokens: 100,
    stream: true,
    system: [{ type: "text", text: "You are Claude Code" }],
    tools: [{ name: "Bash", input_schema: { type: "object" } }],
    messages: [{ role: "user", content }],
    ...extra,
  };
  return fetch(`${twin.url}/v1/messages?beta=true`, { method: "POST", body: JSON.stringify(body) });
}

function parse(stream: string): SseEvent[] {
  return [...stream.matchAll(/^event: (.*)\ndata: (.*)$/gm)].map(([, event, data]) => {
    const parsed = JSON.parse(data ?? "") as SseEvent;
    expect(parsed.type).toBe(event);
    return parsed;
  });
}

const textOf = (events: readonly SseEvent[]) => events.map(({ delta }) => delta?.text ?? "").join("");

describe("what arrives", () => {
  it("is kept byte for byte, without the reminders", async () => {
    const twin = await twinOf(() => say("ok"));
    const odd = "\n /compact\t<system-reminder>mine</system-reminder> 👩‍👩‍👧 \\ ";
    await ask(twin, [
      { type: "text", text: reminder },
      { type: "text", text: "first" },
      { type: "text", text: `${reminder}${odd}` },
    ]);
    const [request] = twin.requests;
    expect(request?.view.userTexts).toEqual(["first", odd]);
    expect(request?.view.lastText).toBe(odd);
    expect(request?.view.system).toBe("You are Claude Code");
  });

  it("is told from what the CLI says in the human's place", async () => {
    const twin = await twinOf(() => say("ok"));
    const wrapped = (text: string) =>
      `The user sent a new message while you were working:\n${text}\n\nThis is how Claude Code surfaces messages the user sends mid-turn — address it.`;
    const texts = [
      "<local-command-caveat>The command below was run directly</local-command-caveat>\n",
      "<command-name>/compact</command-name>\n",
      "<bash-input>ls</bash-input>\n",
      "This session is being continued from a previous conversation that ran out of context. And so on.",
      wrapped("two\n\nlines "),
      `<system-reminder>\n${wrapped("/three")}\n</system-reminder>`,
      "<bash> is a shell",
    ];
    await ask(
      twin,
      texts.map((text) => ({ type: "text", text })),
    );
    expect(twin.requests[0]?.view.userTexts).toEqual(["two\n\nlines ", "/three", "<bash> is a shell"]);
  });

  it("is the last user message, whatever the CLI put after it", async () => {
    const twin = await twinOf(() => say("ok"));
    const result = { type: "tool_result", tool_use_id: "toolu_1", content: "exit 3", is_error: true };
    const messages = [
      { role: "user", content: "earlier" },
      { role: "user", content: [result] },
      { role: "system", content: "# Environment" },
    ];
    await ask(twin, "", { messages });
    expect(twin.requests[0]?.view.toolResults).toEqual([{ id: "toolu_1", text: "exit 3", isError: true }]);
    expect(twin.requests[0]?.view.userTexts).toEqual([]);
    expect(twin.requests[0]?.view.messages.map(({ role }) => role)).toEqual(["user", "user", "system"]);
  });
});

describe("what is answered", () => {
  it("streams text, thinking and a tool call", async () => {
    const input = { command: "ls", nested: { emoji: "🙂🙂🙂" } };
    const blocks = [{ type: "thinking" as const, thinking: "hm" }, ...use("Bash", input, "Let me look.").blocks];
    const twin = await twinOf(() => ({ blocks }));
    const response = await ask(twin, "go");
    const events = parse(await response.text());

    expect(response.headers.get("content-type")).toContain("text/event-stream");
    expect(textOf(events)).toBe("Let me look.");
    expect(JSON.parse(events.map(({ delta }) => delta?.partial_json ?? "").join(""))).toEqual(input);
    expect(events.find(({ type }) => type === "message_delta")?.delta?.stop_reason).toBe("tool_use");
    expect(events.map(({ type }) => type).filter((type) => type.startsWith("message") || type === "ping")).toEqual([
      "message_start",
      "ping",
      "message_delta",
      "message_stop",
    ]);
  });

  it("paces by code point and loses nothing", async () => {
    const twin = await twinOf(() => ({ ...say("a🙂b🙂c"), pace: { chunk: 2, delay: 0 } }));
    const events = parse(await (await ask(twin, "go")).text());
    expect(events.flatMap(({ delta }) => delta?.text ?? [])).toEqual(["a🙂", "b🙂", "c"]);
  });

  it("holds half of the text back until the gate opens", async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const twin = await twinOf(() => ({ ...say("half, whole"), gate }));
    const response = await ask(twin, "go");
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let seen = "";
    while (!seen.includes("text_delta")) seen += (await reader?.read())?.value ?? "";
    expect(textOf(parse(seen))).toBe("half, ");
    open();
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) seen += part.value;
    expect(textOf(parse(seen))).toBe("half, whole");
  });

  it("answers without a stream where none was asked for", async () => {
    const twin = await twinOf(() => say("plain"));
    const message = await (await ask(twin, "go", { stream: false })).json();
    expect(message).toMatchObject({ content: [{ type: "text", text: "plain" }], stop_reason: "end_turn" });
  });

  it.each([401, 429, 500, 529] as const)("fails with %i in the API's form", async (status) => {
    const twin = await twinOf(() => fail(status, "no"));
    const response = await ask(twin, "go");
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ type: "error", error: { message: "no" } });
  });

  it("cuts the connection in the middle of a text", async () => {
    const twin = await twinOf(() => ({ drop: true }));
    const response = await ask(twin, "go");
    await expect(response.text()).rejects.toThrow();
    expect(await twin.requests[0]?.ended).toBe("cut");
  });

  it("knows that the client hung up on a reply that hangs", async () => {
    const twin = await twinOf(() => ({ hang: true }));
    const patience = new AbortController();
    const body = JSON.stringify({ tools: [{ name: "Bash" }], messages: [{ role: "user", content: "go" }] });
    const answer = fetch(`${twin.url}/v1/messages`, { method: "POST", body, signal: patience.signal });
    const request = await twin.next(() => true);
    patience.abort();
    await expect(answer).rejects.toThrow();
    expect(await request.ended).toBe("cut");
  });

  it("tells a script that throws from a server that fails", async () => {
    const twin = await twinOf(() => {
      throw new Error("no such rule");
    });
    const response = await ask(twin, "go");
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("no such rule");
  });
});

describe("waiting for requests", () => {
  it("finds past ones, later ones, and ones after another", async () => {
    const twin = await twinOf(() => say("ok"));
    const coming = twin.next(({ view }) => view.lastText === "two");
    await (await ask(twin, "one")).text();
    const one = await twin.next(({ view }) => view.lastText === "one");
    const other = twin.next(() => true, one);
    await (await ask(twin, "two")).text();
    expect((await coming).view.lastText).toBe("two");
    expect(await other).toBe(await coming);
    expect(await one.ended).toBe("sent");
  });

  it("gives up when the twin closes", async () => {
    const twin = await twinOf(() => say("ok"));
    const never = twin.next(() => true);
    await Promise.all([twin.close(), expect(never).rejects.toThrow("closed")]);
  });
});

describe("what the CLI asks on its own account", () => {
  const title = { type: "json_schema", schema: { type: "object", properties: { title: { type: "string" } } } };
  const order = "Your task is to create a detailed summary of the conversation so far. Wrap it in <summary> tags.";
  it.each([
    ["quota", "quota", { max_tokens: 1 }, "OK"],
    ["schema", "<session>hello</session>", { tools: [], output_config: { format: title } }, '{"title":"Twin"}'],
    ["compact", order, {}, "<summary>"],
    ["suggestion", "[SUGGESTION MODE: what next?]", {}, ""],
    ["small", "Is this dangerous?", { tools: [] }, "OK"],
  ])("answers %s without the script", async (side, text, extra, answer) => {
    const twin = await twinOf(() => fail(500, "the script was asked"));
    const response = await ask(twin, text, extra);
    expect(textOf(parse(await response.text()))).toContain(answer);
    expect(twin.requests).toEqual([]);
    expect(twin.sideQueries.map(({ view }) => view.side)).toEqual([side]);
  });

  it("answers as told where a test cares", async () => {
    const twin = await twinOf(() => say("ok"), { quota: fail(429) });
    expect((await ask(twin, "quota", { max_tokens: 1 })).status).toBe(429);
  });

  it("leaves a human who speaks of a summary alone", async () => {
    const twin = await twinOf(() => say("yours"));
    const response = await ask(twin, "Your task is to create a detailed summary of chapter one");
    expect(textOf(parse(await response.text()))).toBe("yours");
  });
});

describe("scripted", () => {
  async function answers(script: ModelTwinOptions["script"], ...contents: readonly unknown[]): Promise<string[]> {
    const twin = await twinOf(script);
    const said: string[] = [];
    for (const content of contents) said.push(textOf(parse(await (await ask(twin, content)).text())));
    return said;
  }

  it("takes the first rule that fits, once or always", async () => {
    const rules: { when: string | RegExp; reply: Reply; once?: boolean }[] = [
      { when: "deploy", reply: say("first"), once: true },
      { when: /^deploy/g, reply: say("again") },
    ];
    const script = scripted(rules, ({ lastText }) => say(`echo ${lastText}`));
    const prompts = ["deploy it", "deploy it", "deploy it", "hello"];
    expect(await answers(script, ...prompts)).toEqual(["first", "again", "again", "echo hello"]);
  });

  it("matches tool results", async () => {
    const script = scripted([{ when: /exit 3/, reply: say("it failed") }], say("it worked"));
    const result = (content: string) => [{ type: "tool_result", tool_use_id: "t", content }];
    expect(await answers(script, result("exit 3"), result("fine"))).toEqual(["it failed", "it worked"]);
  });
});

it("answers what the CLI looks up at its start", async () => {
  const twin = await twinOf(() => say("ok"));
  expect((await fetch(twin.url, { method: "HEAD" })).status).toBe(200);
  expect(await (await fetch(`${twin.url}/v1/models`)).json()).toHaveProperty("data.0.id", "claude-opus-5-5");
  const counted = { method: "POST", body: JSON.stringify({ messages: [{ role: "user", content: "x".repeat(400) }] }) };
  const { input_tokens: tokens } = JSON.parse(
    await (await fetch(`${twin.url}/v1/messages/count_tokens`, counted)).text(),
  ) as { input_tokens: number };
  expect(tokens).toBeGreaterThan(100);
  expect((await fetch(`${twin.url}/v1/nothing`)).status).toBe(404);
});
