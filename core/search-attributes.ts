/** Custom search attributes of the Temporal namespace; workers register them at boot. Never prompts or secrets. */
export const searchAttributes = {
  ProjectId: 'KEYWORD',
  /** Not `RunId`: Temporal reserves that name for its own. */
  ProductionRunId: 'KEYWORD',
  SpecKey: 'KEYWORD',
  SpecStage: 'KEYWORD',
  ModelKey: 'KEYWORD',
  ReviewState: 'KEYWORD',
  RoundNo: 'INT',
  ReviewDueAt: 'DATETIME',
} as const
