import { expect, it } from "vitest";
import { failure, load } from "./load.ts";

const HOUR = 3_600_000;
const tree = { "/home/ann/projects/musica": null, "/home/ann/projects/web-shop": null };

it("has reminders by default, for nobody else and at any hour", () => {
  expect(load({ tree }).reminders("musica")).toEqual({
    after: 4 * HOUR,
    again: 24 * HOUR,
    escalate: { after: 24 * HOUR, to: [] },
    quiet: null,
  });
});

it("takes each setting from the project, else from the defaults", () => {
  const yaml = `
defaults:
  reminders:
    after: 2h
    escalate: { after: 12h, to: [slack:U2, "discord:123"] }
    quiet: { from: 22:00, to: "07:30", zone: Europe/Berlin }
projects:
  musica: { reminders: { again: 90m, escalate: { to: [] }, quiet: never } }
  web-shop: { reminders: { after: never, quiet: { from: "00:00", to: "06:00", zone: UTC } } }
`;
  const config = load({ tree, yaml });
  expect(config.reminders("musica")).toEqual({
    after: 2 * HOUR,
    again: 1.5 * HOUR,
    escalate: { after: 12 * HOUR, to: [] },
    quiet: null,
  });
  expect(config.reminders("web-shop")).toMatchObject({ after: null, quiet: { from: 0, to: 360, zone: "UTC" } });
  expect(config.reminders("another")).toEqual({
    after: 2 * HOUR,
    again: 24 * HOUR,
    escalate: { after: 12 * HOUR, to: ["slack:U2", "discord:123"] },
    quiet: { from: 22 * 60, to: 7 * 60 + 30, zone: "Europe/Berlin" },
  });
});

it.each([
  ["after: 30s", 'after is "30s"; expected a time like 4h, from 1m to 20 days (480h), or never.'],
  ["again: never", 'again is "never"; expected a time like 4h, from 1m to 20 days (480h).'],
  ["again: 481h", 'again is "481h"; expected a time like 4h'],
  ["escalate: { to: [ann] }", 'escalate.to[1] is "ann"; expected a member\'s id with its platform'],
  ["escalate: { too: [] }", "escalate.too is not a setting. Did you mean to?"],
  ["quiet: { from: 25:00, to: '07:00', zone: UTC }", 'quiet.from is "25:00"; expected a time of day in quotes'],
  ["quiet: { from: '22:00', to: '07:00' }", "quiet.zone is missing; expected the name of a time zone"],
  ["quiet: { from: '22:00', to: '07:00', zone: Berlin }", 'quiet.zone is "Berlin"; expected the name of a time zone'],
  ["quiet: night", 'quiet is "night"; expected a map of from, to, zone'],
  ["aftr: 4h", "aftr is not a setting. Did you mean after?"],
])("refuses %s", (setting, sentence) => {
  const yaml = `defaults:\n  reminders:\n    ${setting}`;
  expect(failure(() => load({ tree, yaml }))).toContain(`cockpit.yaml, line 3: defaults.reminders.${sentence}`);
});
