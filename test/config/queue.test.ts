import { expect, it } from "vitest";
import { load } from "./load.ts";

it("has slots by memory, starts a few at once, and holds nobody back, where nothing is set", () => {
  const { queue, priority, zone } = load();
  expect(queue).toEqual({ slots: "auto", starting: 4, perUser: null, tasksPerUser: null });
  expect(priority("musica")).toBe("normal");
  expect(zone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
});

it("is as it is set, by project where that is so", () => {
  const yaml = `
slots: 3
zone: Europe/Berlin
queue: { per-user: 1, tasks-per-user: 20, starting: 2 }
defaults: { priority: low }
projects: { musica: { priority: high } }
`;
  const { queue, priority, zone } = load({ yaml });
  expect(queue).toEqual({ slots: 3, starting: 2, perUser: 1, tasksPerUser: 20 });
  expect([priority("musica"), priority("overbits")]).toEqual(["high", "low"]);
  expect(zone).toBe("Europe/Berlin");
});
