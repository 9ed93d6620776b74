import type { types } from "@slack/bolt";
import { z } from "zod";

export const SEND_FORM = "cockpit_send_form";

/** Slack's limit on what a select offers. */
const CHOICES = 100;

/** The form behind the message shortcut: which project, and what to tell its Claude. `opened`: milliseconds since 1970. */
export function formOf(projects: readonly string[], text: string, channel: string, opened: number): types.ModalView {
  const options = projects
    .slice(0, CHOICES)
    .map((project) => ({ text: { type: "plain_text" as const, text: project.slice(0, 75) }, value: project }));
  if (options.length === 0) {
    const nothing = "There are no projects yet. Make a directory under the root on the bot's machine.";
    return {
      type: "modal",
      title: { type: "plain_text", text: "Send to a cockpit" },
      blocks: [{ type: "section", text: { type: "plain_text", text: nothing } }],
    };
  }
  return {
    type: "modal",
    callback_id: SEND_FORM,
    private_metadata: JSON.stringify({ channel, opened }),
    title: { type: "plain_text", text: "Send to a cockpit" },
    submit: { type: "plain_text", text: "Send" },
    blocks: [
      {
        type: "input",
        block_id: "project",
        label: { type: "plain_text", text: "Project" },
        element: { type: "static_select", action_id: "project", options },
      },
      {
        type: "input",
        block_id: "text",
        label: { type: "plain_text", text: "What to tell Claude" },
        element: { type: "plain_text_input", action_id: "text", multiline: true, initial_value: text.slice(0, 3000) },
      },
    ],
  };
}

export const REASON_FORM = "cockpit_reason_form";

/** What a reason is given for: the question, and where it is asked. */
export interface Reasoned {
  readonly project: string;
  readonly token: string;
  /** The words that the reason follows. */
  readonly words: string;
  readonly channel: string;
  readonly thread?: string | undefined;
}

export function reasonFormOf(about: Reasoned): types.ModalView {
  return {
    type: "modal",
    callback_id: REASON_FORM,
    private_metadata: JSON.stringify(about),
    title: { type: "plain_text", text: about.words },
    submit: { type: "plain_text", text: "Send" },
    blocks: [
      {
        type: "input",
        block_id: "text",
        label: { type: "plain_text", text: "Why, or what instead?" },
        element: { type: "plain_text_input", action_id: "text", multiline: true },
      },
    ],
  };
}

const reasoned = z.looseObject({
  private_metadata: z
    .string()
    .transform((json) => JSON.parse(json))
    .pipe(
      z.object({
        project: z.string(),
        token: z.string(),
        words: z.string(),
        channel: z.string(),
        thread: z.string().optional(),
      }),
    ),
  state: z.looseObject({
    values: z.looseObject({ text: z.looseObject({ text: z.looseObject({ value: z.string() }) }) }),
  }),
});

export function readReason(view: unknown): Reasoned & { readonly reason: string } {
  const { private_metadata: about, state } = reasoned.parse(view);
  return { ...about, reason: state.values.text.text.value };
}

const about = z.object({ channel: z.string(), opened: z.number() });
const form = z.looseObject({
  private_metadata: z.string().transform(aboutForm),
  state: z.looseObject({
    values: z.looseObject({
      project: z.looseObject({ project: z.looseObject({ selected_option: z.looseObject({ value: z.string() }) }) }),
      text: z.looseObject({ text: z.looseObject({ value: z.string() }) }),
    }),
  }),
});

/** Of one that an earlier version had opened only the channel is known: its words decide nothing. */
function aboutForm(text: string): { readonly channel: string; readonly opened: number } {
  return text.startsWith("{") ? about.parse(JSON.parse(text)) : { channel: text, opened: 0 };
}

/** A form as it was filled in. */
export interface Filled {
  readonly project: string;
  readonly text: string;
  readonly channel: string;
  readonly opened: number;
}

export function readForm(view: unknown): Filled {
  const { private_metadata: place, state } = form.parse(view);
  return {
    ...place,
    project: state.values.project.project.selected_option.value,
    text: state.values.text.text.value,
  };
}
