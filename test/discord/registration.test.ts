import { describe, expect, it } from "vitest";
import { chatCommands } from "../../src/chat/words.ts";
import { commands } from "../../src/commands/table.ts";
import { another, until } from "./scene.ts";
import { setDiscordStage } from "./stage.ts";

describe("commands that cannot be registered", () => {
  it("do not keep it from opening, and are there once they can", async () => {
    const stage = await setDiscordStage({ stopped: true, speed: 500 });
    const undo = stage.twin.misbehave({ method: "PUT", route: /\/commands$/, how: { status: 503 } });
    const chat = stage.make();
    const troubles: (string | null)[] = [];
    const hint = await chat.open(stage.people, (_, trouble) => troubles.push(trouble));
    expect(hint).toBe("its commands are not registered yet; that is tried again");
    undo();
    await stage.twin.until(() => stage.twin.commands(stage.twin.guild.id).length > 0);
    await until(() => troubles.length > 0);
    expect(troubles).toEqual([null]);
    await chat.close();
  });

  it("for want of the right to them bring the link that grants it", async () => {
    const stage = await setDiscordStage({ stopped: true });
    stage.twin.misbehave({ method: "PUT", route: /\/commands$/, how: { status: 403, code: 50001 } });
    const chat = stage.make();
    expect(await chat.open(stage.people)).toMatch(
      /^Discord does not let the bot have its commands there\. .*https:\/\/discord\.com\/oauth2\/authorize/,
    );
    await chat.close();
  });
});

it.each([
  ["everywhere, and then in one server", undefined, "110000000000000003"],
  ["in one server, and then everywhere", "110000000000000003", undefined],
])("are offered once: registered %s", async (_, before, after) => {
  const stage = await setDiscordStage({ stopped: true });
  const offered = chatCommands(commands);
  for (const guild of [before, after]) {
    const own = guild === undefined ? undefined : stage.twin.guild.id;
    const chat = another(stage, { guild: own, commands: offered });
    await chat.open(stage.people);
    await chat.close();
  }
  const [here, everywhere] = [stage.twin.commands(stage.twin.guild.id), stage.twin.commands()];
  expect([here.length > 0, everywhere.length > 0]).toEqual([after !== undefined, after === undefined]);
});

it("offers no option that makes sense on a terminal only", async () => {
  const { twin } = await setDiscordStage();
  const table = JSON.stringify(twin.commands(twin.guild.id).map(({ payload }) => payload));
  for (const option of ["file", "exec", "no-wait"])
    expect(table).not.toMatch(new RegExp(`"type":[35],"name":"${option}"`));
  expect(table).toContain('"name":"lines"');
});
