const minute = 60_000;

/** What Discord takes. Lengths are in UTF-16 units, the strictest way to count them. */
export const limits = {
  content: 2_000,
  nonce: 25,
  embeds: 10,
  embedTitle: 256,
  embedDescription: 4_096,
  embedFields: 25,
  fieldName: 256,
  fieldValue: 1_024,
  footer: 2_048,
  authorName: 256,
  /** All embeds of a message together. */
  embedTotal: 6_000,
  rows: 5,
  buttons: 5,
  customId: 100,
  label: 80,
  url: 512,
  placeholder: 150,
  selectOptions: 25,
  optionText: 100,
  /** Components V2, nested ones included. */
  components: 40,
  /** All text displays of a message together. */
  textDisplays: 4_000,
  sectionTexts: 3,
  galleryItems: 10,
  modalTitle: 45,
  modalComponents: 5,
  inputLabel: 45,
  labelDescription: 100,
  inputValue: 4_000,
  inputPlaceholder: 100,
  commandName: 32,
  commandDescription: 100,
  commandOptions: 25,
  choices: 25,
  choiceText: 100,
  /** Names, descriptions and values of one command together. */
  commandTotal: 8_000,
  slashCommands: 100,
  menuCommands: 15,
  threadName: 100,
  channelName: 100,
  tags: 5,
  files: 10,
  /** Bytes each. */
  file: 10 * 1024 * 1024,
  pins: 250,
  reactions: 20,
  bulkDelete: 100,
  /** Older messages cannot be deleted in bulk. */
  bulkAge: 14 * 24 * 60 * minute,
  /** Of an interaction, until its first answer. */
  answer: 3_000,
  /** Of an interaction's token. */
  token: 15 * minute,
  /** Discord says "the past few minutes"; this number is an assumption. */
  nonceAge: 3 * minute,
  /** Of an attachment's URL. */
  urlAge: 24 * 60 * minute,
  /** Messages older than this are edited at a slower rate. */
  oldMessage: 60 * minute,
  /** Within which 401, 403 and 429 count. */
  invalidWindow: 10 * minute,
  /** What a client may send through the gateway. */
  gatewaySends: { count: 120, ms: minute },
} as const;
