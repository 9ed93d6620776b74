import { judge } from "./cockpit/question/question.ts";
import type { Log } from "./log.ts";
import type { Report } from "./ports.ts";

/** Whether a message waits for a person, asked where its words leave that in doubt; null: no opinion. */
export type Opinion = (text: string) => Promise<boolean | null>;

/** Without one, its words decide: an opinion that cannot be had holds nothing up. */
export async function secondOpinion(report: Report, opinion: Opinion | undefined, log: Log): Promise<Report> {
  if (report.type !== "turnEnded" || opinion === undefined || !judge(report.text).doubtful) return report;
  try {
    const awaiting = await opinion(report.text);
    return awaiting === null ? report : { ...report, awaiting };
  } catch (error) {
    log.warn({ err: error }, "no second opinion");
    return report;
  }
}
