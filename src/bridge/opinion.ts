import { judge } from "../cockpit/question/question.ts";
import type { Log } from "../log/log.ts";
import type { Opinion, Report } from "../ports/ports.ts";

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
