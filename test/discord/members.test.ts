import { describe, expect, it } from "vitest";
import { createMembers } from "../../adapters/discord/members.ts";
import { createFastClock } from "../fakes/fast-clock.ts";
import { snowflake } from "../twins/discord/index.ts";
import { isCall, isSaid, opened } from "./scene.ts";
import { ANN, BOB } from "./stage.ts";

it.each([
  ["with DISCORD_GUILD", {}],
  ["without it", { discord: { guild: undefined } }],
])("roles count for what was written while it was away, %s", async (_, options) => {
  const stage = await opened(options);
  const role = snowflake(401);
  stage.twin.role(role, { name: "crew" });
  stage.twin.setRoles(ANN, [role]);
  await stage.stop();
  await stage.write("musica", "while away");
  await stage.restart();
  const { message } = await stage.people.next(isSaid("while away"));
  expect(message.person.groups).toContain(role);
});

describe("a person", () => {
  const roles: Readonly<Record<string, readonly string[]>> = { one: ["crew"], two: ["guests", "crew-of-two"] };
  const asked: string[] = [];
  const members = createMembers(
    {
      async call(_, route) {
        asked.push(route);
        const [, server = ""] = /guilds\/(\w+)\/members/.exec(route) ?? [];
        return { roles: roles[server], nick: `Ann of ${server}`, user: { id: "1", username: "ann" } };
      },
      post: async () => "",
      retry: (_, attempt) => attempt(),
    },
    () => Object.keys(roles),
    createFastClock(1),
  );

  it("has the name and the roles of the server in which they say something, asked for once", async () => {
    for (const server of ["one", "two", "one", "two"])
      expect(await members.person("1", server)).toEqual({
        id: "discord:1",
        name: `Ann of ${server}`,
        groups: roles[server],
      });
    expect(asked).toHaveLength(2);
  });

  it("has the roles of all of them in a direct message", async () => {
    const { name, groups } = await members.person("1", null);
    expect([name, groups]).toEqual(["ann", ["crew", "guests", "crew-of-two"]]);
  });
});

it("roles count in a direct message, too", async () => {
  const stage = await opened({ discord: { guild: undefined } });
  const role = snowflake(402);
  stage.twin.role(role, { name: "crew" });
  stage.twin.setRoles(BOB, [role]);
  await stage.twin.write({ channel: stage.twin.dm(BOB), user: BOB, text: "output musica" });
  expect((await stage.people.next(isCall(/^output/))).call.person.groups).toContain(role);
});

it("a mention of its own role is one of the bot, and one of another is not", async () => {
  const stage = await opened();
  stage.people.answer(async () => ({ text: "ok" }));
  const role = snowflake(403);
  stage.twin.role(role, { name: "crew" });
  await stage.write("musica", `<@&${stage.twin.bot.roleId}> status`);
  await stage.people.next(isCall(/^status$/));
  await stage.write("musica", `<@&${role}> status`);
  await stage.people.next(isSaid(`<@&${role}> status`));
});
