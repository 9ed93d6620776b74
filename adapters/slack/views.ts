import type { types } from "@slack/bolt";
import { z } from "zod";

export const SEND_FORM = "cockpit_send_form";

/** Slack's limit on what a select offers. */
const CHOICES = 100;

/** The form behind the message shortcut: which project, and what to tell its Claude. */
export function formOf(projects: readonly string[], text: string, channel: string): types.ModalView {
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
    private_metadata: channel,
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

const form = z.looseObject({
  private_metadata: z.string(),
  state: z.looseObject({
    values: z.looseObject({
      project: z.looseObject({ project: z.looseObject({ selected_option: z.looseObject({ value: z.string() }) }) }),
      text: z.looseObject({ text: z.looseObject({ value: z.string() }) }),
    }),
  }),
});

export function readForm(view: unknown): { readonly project: string; readonly text: string; readonly channel: string } {
  const { private_metadata: channel, state } = form.parse(view);
  return {
    channel,
    project: state.values.project.project.selected_option.value,
    text: state.values.text.text.value,
  };
}
