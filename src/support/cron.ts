/** Whether it looks like a schedule, rather than like words. It stands by itself: each command line asks it. */
export function isSchedule(text: string): boolean {
  return (
    /^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)$/i.test(text) || text.trim().split(/\s+/).length === 5
  );
}
