import {
  ActionRowBuilder,
  ApplicationCommandType,
  ButtonBuilder,
  ButtonStyle,
  type Client,
  ContextMenuCommandBuilder,
  Events,
  FileUploadBuilder,
  type Interaction,
  LabelBuilder,
  MessageFlags,
  ModalBuilder,
  PermissionFlagsBits,
  SlashCommandBuilder,
  StringSelectMenuBuilder,
  TextInputBuilder,
  TextInputStyle,
  ThreadAutoArchiveDuration,
  UserSelectMenuBuilder,
} from "discord.js";
import { expect, it } from "vitest";
import { channelOf, stage } from "./client.ts";
import { snowflake } from "./index.ts";
import { ada, bob, gate, listener, work } from "./stage.ts";

const command = new SlashCommandBuilder()
  .setName("cockpit")
  .setDescription("Cockpits")
  .setDescriptionLocalization("de", "Cockpits, auf Deutsch")
  .addSubcommand((sub) =>
    sub
      .setName("start")
      .setDescription("Starts one")
      .addStringOption((option) =>
        option.setName("project").setDescription("Which").setRequired(true).setAutocomplete(true),
      ),
  )
  .toJSON();

const ping = new SlashCommandBuilder().setName("ping").setDescription("Pong").toJSON();

function on(client: Client, act: (interaction: Interaction) => Promise<unknown>): void {
  client.on(Events.InteractionCreate, act);
}

it("answers a command: deferred, edited, and followed by a thread with a message", async () => {
  const { twin, client } = await stage((bot) => {
    on(bot, async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.deferReply();
      await interaction.editReply(`starting ${interaction.options.getString("project", true)}`);
      const reply = await interaction.fetchReply();
      const autoArchiveDuration = ThreadAutoArchiveDuration.OneDay;
      const thread = await reply.startThread({ name: "musica", autoArchiveDuration });
      await thread.send("here we are");
    });
  });
  await client.application.commands.set([command], twin.guild.id);
  expect(twin.commands(twin.guild.id).map(({ name, payload }) => [name, payload.description_localizations])).toEqual([
    ["cockpit", { de: "Cockpits, auf Deutsch" }],
  ]);

  const options = { project: "musica" };
  const seen = await twin.slash({ user: ada, channel: work, command: "cockpit start", options });
  expect(seen).toMatchObject({ state: "deferred", callback: 5, ephemeral: false, reply: { loading: true } });
  const id = seen.reply?.id ?? "";
  await twin.until(() => twin.thread(id) && twin.messages(id).length > 1);
  expect(seen).toMatchObject({ state: "answered", reply: { content: "starting musica", thread: id, loading: false } });
  expect(twin.thread(id)).toMatchObject({ name: "musica", parent: work, owner: twin.bot.id, autoArchive: 1_440 });
  expect(twin.messages(id).map(({ type, content }) => [type, content])).toEqual([
    [21, ""],
    [0, "here we are"],
  ]);
  await expect(twin.slash({ user: ada, channel: work, command: "cockpit start" })).rejects.toThrow("is required");
  await expect(twin.slash({ user: ada, channel: work, command: "cockpit" })).rejects.toThrow("lacks a subcommand");
  await expect(twin.slash({ user: ada, channel: work, command: "else" })).rejects.toThrow("no command /else");
});

it("takes a command in a thread, completes what is typed, and answers one person alone", async () => {
  const { twin, client } = await stage((bot) => {
    on(bot, async (interaction) => {
      if (interaction.isAutocomplete()) {
        const typed = interaction.options.getFocused();
        const fits = ["musica", "mundo"].filter((name) => name.startsWith(typed));
        await interaction.respond(fits.map((name) => ({ name, value: name })));
      }
      if (!interaction.isChatInputCommand()) return;
      const where = interaction.channel?.isThread() === true ? interaction.channel.name : "no thread";
      await interaction.reply({ content: `in ${where} <@${bob}> @everyone`, flags: MessageFlags.Ephemeral });
      await interaction.followUp("for all");
    });
  });
  await client.application.commands.set([command]);
  const where = { user: ada, channel: work, command: "cockpit start" };
  expect(await twin.autocomplete({ ...where, option: "project", value: "mus" })).toEqual([
    { name: "musica", value: "musica" },
  ]);
  const thread = await twin.startThread({ channel: work, user: ada, name: "talk" });
  const seen = await twin.slash({ ...where, channel: thread, options: { project: "musica" } });
  await twin.until(() => seen.followups.length === 1);
  expect(seen).toMatchObject({ callback: 4, ephemeral: true, reply: { content: `in talk <@${bob}> @everyone` } });
  expect(twin.ephemerals(ada).map(({ only, pings }) => [only, pings])).toEqual([[ada, []]]);
  expect(twin.messages(thread).map(({ content, user }) => [content, user])).toEqual([["for all", twin.bot.id]]);
});

it("follows a button to a form and back, a select, and a menu on a message", async () => {
  const texts = listener();
  const { twin, client } = await stage((bot) => {
    on(bot, async (interaction) => {
      if (interaction.isButton()) {
        const input = new TextInputBuilder().setCustomId("why").setStyle(TextInputStyle.Paragraph).setMaxLength(20);
        const label = new LabelBuilder().setLabel("Why?").setTextInputComponent(input);
        const modal = new ModalBuilder().setCustomId("form").setTitle("Tell").addLabelComponents(label);
        await interaction.showModal(modal);
      }
      if (interaction.isModalSubmit() && interaction.isFromMessage())
        await interaction.update({ content: interaction.fields.getTextInputValue("why"), components: [] });
      if (interaction.isStringSelectMenu()) {
        await interaction.deferUpdate();
        await interaction.editReply(`chose ${interaction.values.join()}`);
      }
      if (!interaction.isMessageContextMenuCommand()) return;
      texts.add(interaction.targetMessage.content);
      await interaction.reply({ content: "seen", flags: MessageFlags.Ephemeral });
    });
  });
  const menu = new ContextMenuCommandBuilder().setName("Look").setType(ApplicationCommandType.Message);
  await client.application.commands.set([menu.toJSON()]);
  const button = new ButtonBuilder().setCustomId("ask").setLabel("Answer").setStyle(ButtonStyle.Primary);
  const select = new StringSelectMenuBuilder()
    .setCustomId("pick")
    .addOptions(["a", "b"].map((value) => ({ label: value.toUpperCase(), value })));
  const rows = [
    new ActionRowBuilder<ButtonBuilder>().addComponents(button),
    new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(select),
  ];
  const { id } = await channelOf(client, work).send({ content: "a question", components: rows });
  const place = { channel: work, id };
  expect(twin.message(place)?.shown).toBe("a question\nAnswer\nA B");

  const picked = await twin.select({ ...place, user: bob, customId: "pick", values: ["b"] });
  await twin.until(() => picked.state === "answered");
  expect(twin.message(place)).toMatchObject({ content: "chose b", was: ["a question"] });

  const { modal } = await twin.click({ ...place, user: ada, customId: "ask" });
  expect(modal).toMatchObject({ title: "Tell", customId: "form" });
  const form = { user: ada, modal: modal?.id ?? "" };
  await expect(twin.submit({ ...form, values: { why: "x".repeat(21) } })).rejects.toThrow("0–20 characters");
  await twin.submit({ ...form, values: { why: "because" } });
  expect(twin.message(place)).toMatchObject({ content: "because", components: [] });
  expect(twin.modals(ada)).toEqual([]);
  await expect(twin.click({ ...place, user: ada, customId: "ask" })).rejects.toThrow("has no ask");

  const said = await twin.write({ channel: work, user: bob, text: "hello" });
  await twin.menu({ ...said, user: ada, command: "Look" });
  expect(texts.items).toEqual(["hello"]);
});

it("takes options and inputs of every kind, from those who may", async () => {
  const told = listener<unknown>();
  const { twin, client } = await stage((bot) => {
    on(bot, async (interaction) => {
      if (interaction.isChatInputCommand()) {
        const { options, memberPermissions, appPermissions } = interaction;
        told.add([options.getUser("who")?.username, options.getAttachment("file")?.name, options.getInteger("n")]);
        told.add([memberPermissions?.has("ManageGuild"), appPermissions.has("MentionEveryone")]);
        const who = new LabelBuilder()
          .setLabel("Who?")
          .setUserSelectMenuComponent(new UserSelectMenuBuilder().setCustomId("who"));
        const file = new LabelBuilder()
          .setLabel("File")
          .setFileUploadComponent(new FileUploadBuilder().setCustomId("file"));
        await interaction.showModal(
          new ModalBuilder().setCustomId("form").setTitle("Tell").addLabelComponents(who, file),
        );
      }
      if (!interaction.isModalSubmit()) return;
      const { fields } = interaction;
      const names = fields.getSelectedUsers("who")?.map(({ username }) => username);
      told.add([names, fields.getUploadedFiles("file")?.map(({ name }) => name)]);
      const { resource } = await interaction.reply({ content: "thanks", withResponse: true });
      told.add(resource?.message?.content);
    });
  });
  const mods = snowflake(31);
  twin.role(mods, { name: "mods", permissions: ["ManageGuild"] });
  twin.setRoles(ada, [mods]);
  const all = new SlashCommandBuilder()
    .setName("all")
    .setDescription("d")
    .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
    .addUserOption((option) => option.setName("who").setDescription("d"))
    .addAttachmentOption((option) => option.setName("file").setDescription("d"))
    .addIntegerOption((option) => option.setName("n").setDescription("d").setMaxValue(3));
  await client.application.commands.set([all.toJSON()]);
  const file = { name: "a.txt", content: Buffer.from("a") };
  const slash = { user: ada, channel: work, command: "all", options: { who: bob, file, n: 3 } };
  await expect(twin.slash({ ...slash, user: bob })).rejects.toThrow("may not use /all");
  await expect(twin.slash({ ...slash, options: { n: 4 } })).rejects.toThrow("more than 3");
  const { modal } = await twin.slash(slash);
  const done = await twin.submit({ user: ada, modal: modal?.id ?? "", values: { who: bob, file: [file] } });
  expect(done.reply?.content).toBe("thanks");
  expect(await told.atLeast(4)).toEqual([["bob", "a.txt", 3], [true, true], [["bob"], ["a.txt"]], "thanks"]);
  expect(twin.files.map(({ content }) => String(content))).toEqual(["a", "a"]);
});

it("takes no answer that is late, or given twice", async () => {
  const now = { ms: Date.parse("2026-11-23T12:00:00Z") };
  const told = listener<unknown>();
  const until = { late: gate(), old: gate() };
  const { twin, client } = await stage(
    (bot) => {
      on(bot, async (interaction) => {
        if (!interaction.isChatInputCommand()) return;
        if (interaction.user.id === bob) {
          await until.late.opened;
          await interaction.reply("late").catch(({ code }) => told.add(code));
          return;
        }
        await interaction.reply("in time");
        const again = { body: { type: 4, data: { content: "again" } }, auth: false };
        await bot.rest
          .post(`/interactions/${interaction.id}/${interaction.token}/callback`, again)
          .catch(({ code }) => told.add(code));
        await until.old.opened;
        await interaction.editReply("too old").catch(({ code }) => told.add(code));
      });
    },
    { clock: () => now.ms, ackTimeout: 50 },
  );
  await client.application.commands.set([ping]);
  const seen = await twin.slash({ user: ada, channel: work, command: "ping" });
  expect(await told.atLeast(1)).toEqual([40060]);
  now.ms += 15 * 60_000 + 1;
  until.old.open();
  expect(await told.atLeast(2)).toEqual([40060, 50027]);
  expect(seen.reply?.content).toBe("in time");

  await expect(twin.slash({ user: bob, channel: work, command: "ping" })).rejects.toThrow(
    "The application did not respond",
  );
  now.ms += 3_001;
  until.late.open();
  expect(await told.atLeast(3)).toEqual([40060, 50027, 10062]);
  expect(twin.interactions.map(({ state }) => state)).toEqual(["answered", "failed"]);
});
