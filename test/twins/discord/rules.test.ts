import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { isJson, type Json } from "../json.ts";
import { ada, call, forum, gate, twinWithPeople, work } from "./stage.ts";

const messages = `/channels/${work}/messages`;
const row = (...components: Json[]): Json => ({ type: 1, components });
const button = (id: string, more: Json = {}): Json => ({ type: 2, style: 1, label: id, custom_id: id, ...more });
const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `x${index}`);
const text = (content: string): Json => ({ type: 10, content });
const v2 = 1 << 15;

/** `components.0.components.1.custom_id BASE_TYPE_REQUIRED` */
function complaints(errors: unknown, path = ""): string[] {
  if (!isJson(errors)) return [];
  return Object.entries(errors).flatMap(([key, value]) =>
    key === "_errors" && Array.isArray(value)
      ? value.map(({ code }) => `${path.slice(1)} ${code}`)
      : complaints(value, `${path}.${key}`),
  );
}

describe("what a message may be", () => {
  it.each<readonly [string, Json, string]>([
    ["too long", { content: "x".repeat(2_001) }, "content BASE_TYPE_MAX_LENGTH"],
    ["too many embeds", { embeds: many(11).map((title) => ({ title })) }, "embeds BASE_TYPE_MAX_LENGTH"],
    ["a long title", { embeds: [{ title: "x".repeat(257) }] }, "embeds.0.title BASE_TYPE_MAX_LENGTH"],
    [
      "embeds too large together",
      { embeds: [{ description: "x".repeat(4_096) }, { description: "x".repeat(1_905) }] },
      "embeds MAX_EMBED_SIZE_EXCEEDED",
    ],
    ["six rows", { components: many(6).map((id) => row(button(id))) }, "components BASE_TYPE_MAX_LENGTH"],
    [
      "six buttons",
      { components: [row(...many(6).map((id) => button(id)))] },
      "components.0.components BASE_TYPE_BAD_LENGTH",
    ],
    [
      "a long custom id",
      { components: [row(button("x", { custom_id: "x".repeat(101) }))] },
      "components.0.components.0.custom_id BASE_TYPE_BAD_LENGTH",
    ],
    ["an id twice", { components: [row(button("a")), row(button("a"))] }, "components COMPONENT_CUSTOM_ID_DUPLICATED"],
    [
      "26 options",
      { components: [row({ type: 3, custom_id: "s", options: many(26).map((value) => ({ label: value, value })) })] },
      "components.0.components.0.options BASE_TYPE_BAD_LENGTH",
    ],
    ["new components without the flag", { components: [text("hi")] }, "components.0.type UNION_TYPE_CHOICES"],
    [
      "content with the flag",
      { content: "hi", components: [text("hi")], flags: v2 },
      "content MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
    ],
    [
      "41 components",
      { components: many(41).map(text), flags: v2 },
      "components COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
    ],
    [
      "texts too long together",
      { components: [text("x".repeat(2_001)), text("x".repeat(2_000))], flags: v2 },
      "components COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
    ],
    [
      "both ways to allow users",
      { content: "hi", allowed_mentions: { parse: ["users"], users: [ada] } },
      "allowed_mentions MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
    ],
    ["a long nonce", { content: "hi", nonce: "x".repeat(26) }, "nonce NONCE_TYPE_TOO_LONG"],
  ])("refuses %s", async (_, body, complaint) => {
    const twin = await twinWithPeople();
    const answer = await call(twin, "POST", messages, body);
    expect([answer.status, answer.body.code]).toEqual([400, 50035]);
    expect(complaints(answer.body.errors)).toEqual([complaint]);
    expect(twin.messages(work)).toEqual([]);
  });

  it("takes what is just within, and trims it", async () => {
    const twin = await twinWithPeople();
    const components = many(5).map((one) => row(...many(5).map((other) => button(one + other))));
    const { status } = await call(twin, "POST", messages, { content: ` ${"x".repeat(1_998)} `, components });
    expect(status).toBe(200);
    expect(twin.messages(work)[0]?.content).toHaveLength(1_998);
    const modern = { components: [{ type: 17, components: many(39).map(text) }], flags: v2 };
    const { body } = await call(twin, "POST", messages, modern);
    const edited = await call(twin, "PATCH", `${messages}/${String(body.id)}`, { content: "no longer", flags: 0 });
    expect(complaints(edited.body.errors)).toEqual(["content MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"]);
    expect((await call(twin, "POST", messages, { content: " " })).body.code).toBe(50006);
    expect((await call(twin, "POST", `/channels/${forum}/messages`, { content: "hi" })).body.code).toBe(50008);
    expect((await call(twin, "GET", "/channels/no-id/messages")).body.code).toBe(50035);
    expect((await call(twin, "GET", `${messages}/${ada}`)).body.code).toBe(10008);
  });
});

describe("what a command may be", () => {
  const option = (name: string, more: Json = {}): Json => ({ type: 3, name, description: "d", ...more });
  const command = (more: Json): Json => ({ name: "cockpit", description: "d", ...more });

  it.each<readonly [string, Json, string]>([
    ["capitals", command({ name: "Cockpit" }), "name APPLICATION_COMMAND_INVALID_NAME"],
    ["spaces", command({ name: "a b" }), "name APPLICATION_COMMAND_INVALID_NAME"],
    ["no description", command({ description: "" }), "description BASE_TYPE_REQUIRED"],
    ["26 options", command({ options: many(26).map((name) => option(name)) }), "options BASE_TYPE_MAX_LENGTH"],
    [
      "26 choices",
      command({ options: [option("a", { choices: many(26).map((name) => ({ name, value: name })) })] }),
      "options.0.choices BASE_TYPE_MAX_LENGTH",
    ],
    [
      "what is required after what is not",
      command({ options: [option("a"), option("b", { required: true })] }),
      "options.1 APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
    ],
    [
      "an unknown language",
      command({ description_localizations: { xx: "d" } }),
      "description_localizations.xx BASE_TYPE_CHOICES",
    ],
  ])("refuses %s", async (_, body, complaint) => {
    const twin = await twinWithPeople();
    const answer = await call(twin, "POST", `/applications/${twin.applicationId}/commands`, body);
    expect(complaints(answer.body.errors)).toEqual([complaint]);
    expect(twin.commands()).toEqual([]);
  });

  it("keeps a command's id when it is set again, and drops what is left out", async () => {
    const twin = await twinWithPeople();
    const route = `/applications/${twin.applicationId}/guilds/${twin.guild.id}/commands`;
    await call(twin, "PUT", route, [command({}), command({ name: "other" })]);
    const [before] = twin.commands(twin.guild.id);
    await call(twin, "PUT", route, [command({ description: "new" })]);
    const after = twin.commands(twin.guild.id);
    expect(after.map(({ id, name, payload }) => [id, name, payload.description])).toEqual([
      [before?.id, "cockpit", "new"],
    ]);
    expect(twin.commands()).toEqual([]);
  });
});

describe("what keeps a bot out", () => {
  it("bans whoever asks wrongly too often, for ten minutes", async () => {
    const now = { ms: Date.parse("2026-11-23T12:00:00Z") };
    const twin = await twinWithPeople({ invalidLimit: 3, clock: () => now.ms });
    for (const _ of many(3)) expect((await call(twin, "GET", "/users/@me", undefined, "wrong")).status).toBe(401);
    const banned = await fetch(`${twin.url}/v10/users/@me`, { headers: { authorization: `Bot ${twin.token}` } });
    expect([banned.status, await banned.text()]).toEqual([429, "error code: 1015"]);
    now.ms += 10 * 60_000 + 1;
    expect((await call(twin, "GET", "/users/@me")).status).toBe(200);
  });

  it("limits each bucket and all of them together", async () => {
    const now = { ms: Date.parse("2026-11-23T12:00:00Z") };
    const twin = await twinWithPeople({ clock: () => now.ms });
    for (const content of many(5)) await call(twin, "POST", messages, { content });
    const over = await call(twin, "POST", messages, { content: "one too many" });
    expect([over.status, over.body.retry_after, over.body.global]).toEqual([429, 5, false]);
    expect(over.headers.get("x-ratelimit-remaining")).toBe("0");
    for (const user of many(44)) await call(twin, "GET", `/users/${user}`);
    const all = await call(twin, "GET", "/gateway/bot");
    expect([all.status, all.body.global, all.headers.get("x-ratelimit-global")]).toEqual([429, true, "true"]);
    now.ms += 5_000;
    expect((await call(twin, "POST", messages, { content: "later" })).status).toBe(200);
  });

  it("holds a call until it is let go", async () => {
    const twin = await twinWithPeople();
    const held = gate();
    twin.misbehave({ route: messages, how: { delay: held.opened }, times: 1 });
    const done = call(twin, "POST", messages, { content: "late" });
    const answered = twin.next(({ route }) => route === messages);
    await twin.until(() => twin.calls.at(-1)?.answered === "pending");
    expect(twin.messages(work)).toEqual([]);
    held.open();
    expect((await answered).answered).toBe(200);
    expect((await done).body.content).toBe("late");
  });

  it.each([
    [4004, { op: 2, d: { token: "wrong", intents: 1 } }, {}],
    [4013, { op: 2, d: { token: "", intents: 1 << 30 } }, {}],
    [4014, { op: 2, d: { token: "", intents: 1 << 15 } }, { privileged: [] }],
    [4003, { op: 3, d: {} }, {}],
    [4002, "no frame", {}],
    [4004, { op: 2, d: { token: "", intents: 1 } }, { sessionStarts: { total: 1, remaining: 0 } }],
  ] as const)("closes a socket with %i", async (code, frame, options) => {
    const twin = await twinWithPeople(options);
    const token =
      typeof frame === "string" || !("token" in frame.d) || frame.d.token !== "" ? {} : { token: twin.token };
    const sent = typeof frame === "string" ? frame : { ...frame, d: { ...frame.d, ...token } };
    const socket = new WebSocket(`${twin.url.replace("http", "ws").replace("/api", "")}/?v=10&encoding=json`);
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.once("message", () => socket.send(JSON.stringify(sent)));
    expect(await closed).toBe(code);
    expect([twin.identifies, twin.closes]).toEqual([0, [code]]);
  });
});
